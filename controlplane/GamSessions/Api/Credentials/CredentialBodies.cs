namespace GamSessions.Api.Credentials;

/// <summary>Credentials to be put. It describes the body in the API's document.</summary>
internal sealed record CredentialsBody
{
    /// <summary>Texts by file name: those that are named are replaced, all others stay.</summary>
    public required CredentialTexts Files { get; init; }
}

/// <summary>The files that credentials consist of; at least one.</summary>
internal sealed record CredentialTexts
{
    /// <summary>The OAuth client.</summary>
    [System.Text.Json.Serialization.JsonPropertyName("client_secrets.json")]
    public string? ClientSecrets { get; init; }

    /// <summary>The administrator's token, as `gam oauth create` writes it.</summary>
    [System.Text.Json.Serialization.JsonPropertyName("oauth2.txt")]
    public string? Token { get; init; }

    /// <summary>The service account's key.</summary>
    [System.Text.Json.Serialization.JsonPropertyName("oauth2service.json")]
    public string? ServiceAccount { get; init; }

    /// <summary>GAM's configuration; the session's own folders are put in place of those that it names.</summary>
    [System.Text.Json.Serialization.JsonPropertyName("gam.cfg")]
    public string? Configuration { get; init; }
}

/// <summary>Credentials as far as they are shown.</summary>
/// <param name="Name">Their name, for the field credentials of a create.</param>
/// <param name="Files">Their files; what is in them is never shown.</param>
internal sealed record CredentialsResource(string Name, IReadOnlyList<CredentialFileResource> Files);

/// <summary>A file of credentials.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="UpdatedAt">When it was put.</param>
internal sealed record CredentialFileResource(string Name, long Size, DateTime UpdatedAt);

/// <summary>The caller's credentials.</summary>
/// <param name="Credentials">By name.</param>
internal sealed record CredentialsListAnswer(IReadOnlyList<CredentialsResource> Credentials);
