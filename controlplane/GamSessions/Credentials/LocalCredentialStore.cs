using GamSessions.Options;
using Microsoft.Extensions.Options;

// The local engine, whose store this is, refuses to start on anything but Linux.
#pragma warning disable CA1416

namespace GamSessions.Credentials;

/// <summary>
/// Credentials as files of this user alone: <c>&lt;DataFolder&gt;/credentials/{owner}/{name}/{file}</c>, folders 0700, files 0600. An owner's
/// folder is named by a digest, since an owner can be called anything. A file is replaced as a whole or not at all.
/// </summary>
internal sealed class LocalCredentialStore(IOptions<GamSessionsOptions> options) : ICredentialStore, IDisposable
{
    private const UnixFileMode PrivateFolder = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const UnixFileMode PrivateFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private const string PartSuffix = ".part";

    private readonly SemaphoreSlim _writing = new(1);

    /// <summary>The folder that holds an owner's credentials of a name, whether there are any or not.</summary>
    public string FolderOf(string owner, string name) =>
        CredentialNames.IsName(name) ? Path.Combine(OwnerFolder(owner), name) : throw new ArgumentException("This is no name of credentials.", nameof(name));

    /// <inheritdoc/>
    public Task<IReadOnlyList<CredentialSet>> ListAsync(string owner, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<CredentialSet>>([.. NamesOf(owner).Select(name => Read(owner, name)).OfType<CredentialSet>()]);

    /// <inheritdoc/>
    public Task<CredentialSet?> FindAsync(string owner, string name, CancellationToken cancellationToken) =>
        Task.FromResult(CredentialNames.IsName(name) ? Read(owner, name) : null);

    /// <inheritdoc/>
    public async Task<CredentialPut> PutAsync(
        string owner, string name, IReadOnlyDictionary<string, string> files, int most, CancellationToken cancellationToken)
    {
        var folder = FolderOf(owner, name);
        await _writing.WaitAsync(cancellationToken);
        try
        {
            var isNew = Read(owner, name) is null;
            if (isNew && NamesOf(owner).Count(other => other != name) >= most)
            {
                return CredentialPut.TooMany;
            }

            Directory.CreateDirectory(Root, PrivateFolder);
            Directory.CreateDirectory(OwnerFolder(owner), PrivateFolder);
            Directory.CreateDirectory(folder, PrivateFolder);
            foreach (var (file, text) in files)
            {
                await WriteAsync(Path.Combine(folder, file), text);
            }

            return isNew ? CredentialPut.Created : CredentialPut.Replaced;
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <inheritdoc/>
    public async Task<bool> DeleteAsync(string owner, string name, CancellationToken cancellationToken)
    {
        if (!CredentialNames.IsName(name))
        {
            return false;
        }

        await _writing.WaitAsync(cancellationToken);
        try
        {
            if (Read(owner, name) is null)
            {
                return false;
            }

            Directory.Delete(FolderOf(owner, name), recursive: true);
            return true;
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _writing.Dispose();

    private string Root => Path.Combine(
        options.Value.DataFolder ?? throw new InvalidOperationException("The settings were not completed."), "credentials");

    private string OwnerFolder(string owner) => Path.Combine(Root, CredentialNames.OwnerKey(owner));

    private IReadOnlyList<string> NamesOf(string owner) => Directory.Exists(OwnerFolder(owner))
        ? [.. Directory.EnumerateDirectories(OwnerFolder(owner)).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal)]
        : [];

    private CredentialSet? Read(string owner, string name)
    {
        var folder = new DirectoryInfo(FolderOf(owner, name));
        if (!folder.Exists)
        {
            return null;
        }

        var found = CredentialFiles.Names.Select(file => new FileInfo(Path.Combine(folder.FullName, file))).Where(file => file.Exists);
        CredentialFile[] files = [.. found.Select(file => new CredentialFile(file.Name, file.Length, file.LastWriteTimeUtc))];

        // A folder without a file is what a put left that got no further.
        return files.Length > 0 ? new CredentialSet(name, files) : null;
    }

    private static async Task WriteAsync(string path, string text)
    {
        var part = path + PartSuffix;
        File.Delete(part);
        await using (var file = new FileStream(part, new FileStreamOptions
        {
            Mode = FileMode.CreateNew,
            Access = FileAccess.Write,
            UnixCreateMode = PrivateFile,
        }))
        {
            await file.WriteAsync(System.Text.Encoding.UTF8.GetBytes(text), CancellationToken.None);
            file.Flush(flushToDisk: true);
        }

        File.Move(part, path, overwrite: true);
    }
}
