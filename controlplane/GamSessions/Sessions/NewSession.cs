namespace GamSessions.Sessions;

/// <summary>What a create asks for, already checked for shape.</summary>
/// <param name="Owner">Whose it will be.</param>
/// <param name="Name">Its name.</param>
/// <param name="Image">Its image's name, or null for <c>default-gam-image</c>.</param>
/// <param name="Config">What the creator chose.</param>
/// <param name="Credentials">The name of stored credentials, or null.</param>
public sealed record NewSession(string Owner, string Name, string? Image, SessionConfig Config, string? Credentials);
