namespace GamSessions.Credentials;

/// <summary>
/// Keeps GAM's credentials by owner and name. Owners never see each other's: every call names one, and what another owner has under the
/// same name is another thing. What was put is read by the engine's sessions alone, never by this interface. An implementation that is
/// registered before <c>AddGamSessions</c> is used instead of the built-in one of the engine.
/// </summary>
public interface ICredentialStore
{
    /// <summary>All of an owner's, by name.</summary>
    Task<IReadOnlyList<CredentialSet>> ListAsync(string owner, CancellationToken cancellationToken);

    /// <summary>One of an owner's, or null.</summary>
    Task<CredentialSet?> FindAsync(string owner, string name, CancellationToken cancellationToken);

    /// <summary>Puts files, those with the same name are replaced, all others stay.</summary>
    /// <param name="owner">Whose they are.</param>
    /// <param name="name">Their name, a good one by <see cref="CredentialNames.IsName"/>.</param>
    /// <param name="files">Texts by file name, the names among <see cref="CredentialFiles.Names"/>, checked.</param>
    /// <param name="most">How many names the owner may have.</param>
    /// <param name="cancellationToken">Leaves it undone, or done in part: each file is either the old or the new one.</param>
    Task<CredentialPut> PutAsync(
        string owner, string name, IReadOnlyDictionary<string, string> files, int most, CancellationToken cancellationToken);

    /// <summary>Removes one of an owner's.</summary>
    /// <returns>False when there is none.</returns>
    Task<bool> DeleteAsync(string owner, string name, CancellationToken cancellationToken);
}

/// <summary>What a put did.</summary>
public enum CredentialPut
{
    /// <summary>The name was new.</summary>
    Created,

    /// <summary>The name was there, and its files were replaced or added.</summary>
    Replaced,

    /// <summary>Nothing: the owner has as many names as there may be.</summary>
    TooMany,
}
