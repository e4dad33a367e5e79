namespace GamSessions.Credentials;

/// <summary>Credentials as far as they can be seen: names and sizes, never what is in them.</summary>
/// <param name="Name">Their name.</param>
/// <param name="Files">Their files, in the order of <see cref="CredentialFiles.Names"/>.</param>
public sealed record CredentialSet(string Name, IReadOnlyList<CredentialFile> Files);

/// <summary>One file of them.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="UpdatedAt">When it was put.</param>
public sealed record CredentialFile(string Name, long Size, DateTimeOffset UpdatedAt);
