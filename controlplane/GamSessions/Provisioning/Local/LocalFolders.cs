using GamSessions.Options;
using Microsoft.Extensions.Options;

// The engine refuses to start on anything but Linux.
#pragma warning disable CA1416

namespace GamSessions.Provisioning.Local;

/// <summary>
/// The folders of local sessions, all 0700: <c>&lt;DataFolder&gt;/sessions/{id}</c> with <c>work</c>, <c>config</c>, <c>gamcache</c> and
/// <c>journal</c>, and a short one for the unix socket, whose path may have 107 bytes at most. Nothing of them is kept when a
/// session is over.
/// </summary>
internal sealed class LocalFolders(IOptions<GamSessionsOptions> options)
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    private const int LongestSocketPath = 107;
    private const string SocketFolderPrefix = "gam-session-";

    /// <summary>The folder that holds everything.</summary>
    public string DataFolder => options.Value.DataFolder ?? throw new InvalidOperationException("The settings were not completed.");

    /// <summary>The folder of all sessions.</summary>
    public string Sessions => Path.Combine(DataFolder, "sessions");

    /// <summary>The ids of sessions that have a folder.</summary>
    public IReadOnlyList<string> SessionIds() =>
        Directory.Exists(Sessions) ? [.. Directory.EnumerateDirectories(Sessions).Select(folder => Path.GetFileName(folder))] : [];

    /// <summary>Whether a session has folders.</summary>
    public bool Exist(string sessionId) => Directory.Exists(Of(sessionId).Root);

    /// <summary>Makes the folder of all sessions.</summary>
    /// <exception cref="GamSessionsStartException">It can't be written.</exception>
    public void CreateRoot()
    {
        try
        {
            Directory.CreateDirectory(Sessions, OwnerOnly);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GamSessionsStartException(
                $"The data folder {DataFolder} can't be written: {e.Message}.",
                "Give this user the right to write there, or name another one in GamSessions__DataFolder.",
                e);
        }
    }

    /// <summary>Makes a session's folders.</summary>
    public LocalSessionFolders Create(string sessionId)
    {
        var folders = Of(sessionId);
        foreach (var folder in new[] { folders.Root, folders.Work, folders.Config, folders.Cache, folders.Journal })
        {
            Directory.CreateDirectory(folder, OwnerOnly);
        }

        // Written down first: a crash right after leaves nothing that the next start does not find.
        var socketFolder = NewSocketFolder();
        File.WriteAllText(folders.SocketNote, socketFolder);
        Directory.CreateDirectory(socketFolder, OwnerOnly);
        return folders;
    }

    /// <summary>Removes a session's folders; none there is as good.</summary>
    public void Delete(string sessionId)
    {
        var folders = Of(sessionId);
        if (File.Exists(folders.SocketNote))
        {
            var socketFolder = File.ReadAllText(folders.SocketNote);
            if (Path.GetFileName(socketFolder).StartsWith(SocketFolderPrefix, StringComparison.Ordinal))
            {
                DeleteTree(socketFolder);
            }
        }

        // The note goes last, with its folder.
        foreach (var folder in new[] { folders.Work, folders.Config, folders.Cache, folders.Journal })
        {
            DeleteTree(folder);
        }

        DeleteTree(folders.Root);
    }

    private LocalSessionFolders Of(string sessionId) => new(Path.Combine(Sessions, sessionId));

    private static string NewSocketFolder()
    {
        var name = SocketFolderPrefix + Guid.NewGuid().ToString("N")[..12];
        var folder = Path.Combine(Path.GetTempPath(), name);
        var socket = Path.Combine(folder, LocalSessionFolders.SocketName);
        return System.Text.Encoding.UTF8.GetByteCount(socket) <= LongestSocketPath ? folder : Path.Combine("/tmp", name);
    }

    private static void DeleteTree(string folder)
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        // A command may have taken its own rights away.
        foreach (var inner in Directory.EnumerateDirectories(folder, "*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }).Prepend(folder))
        {
            File.SetUnixFileMode(inner, OwnerOnly);
        }

        Directory.Delete(folder, recursive: true);
    }
}
