namespace GamSessions.Api.Page;

/// <summary>A file of a page.</summary>
/// <param name="Bytes">Its content.</param>
/// <param name="Type">Its media type.</param>
/// <param name="IsHashed">Whether its name changes with its content, so that it may be kept for ever.</param>
internal sealed record PageFile(byte[] Bytes, string Type, bool IsHashed);
