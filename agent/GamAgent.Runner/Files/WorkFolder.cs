using System.Runtime.InteropServices;
using System.Text;
using GamAgent.Protocol.Files;
using GamAgent.Runner.Native;

namespace GamAgent.Runner.Files;

/// <summary>
/// The work folder, entered name by name: every step opens one name of a folder that is held open and follows no link by itself, so that
/// nothing that changes meanwhile leads anywhere else. Links are read and followed by hand as long as they stay inside. The class library
/// opens whole paths only; the kernel's own call for this is missing in older kernels and forbidden in some sandboxes.
/// </summary>
internal sealed unsafe class WorkFolder(string path)
{
    private const int MostLinks = 16;
    private const int MostDepth = 64;
    private const int LinkBytes = 4096;
    private const int FolderMode = 0x1C0;
    private const int CurrentFolder = -100;

    private readonly string _path = path.TrimEnd('/');

    /// <summary>Its own path.</summary>
    internal string Path => path;

    /// <summary>Opens the folder itself, made again where a command has removed it; the caller closes it.</summary>
    internal int OpenRoot()
    {
        Directory.CreateDirectory(path);
        return Open(CurrentFolder, path, OpenFlags.Folder);
    }

    /// <summary>Finds a path's end.</summary>
    /// <param name="names">The path.</param>
    /// <param name="makeFolders">Makes folders on the way that are not there.</param>
    /// <param name="followLast">Whether a link at the end is followed, or the end itself.</param>
    /// <returns>Null when a folder on the way isn't there.</returns>
    /// <exception cref="WorkFileException">It leads out, or through something that is no folder.</exception>
    internal FilePlace? Find(IReadOnlyList<string> names, bool makeFolders = false, bool followLast = true)
    {
        var folders = new Stack<int>();
        folders.Push(OpenRoot());
        try
        {
            var pending = new Stack<string>(names.Reverse());
            var links = 0;
            while (pending.TryPop(out var name))
            {
                if (name is "" or ".")
                {
                    continue;
                }

                if (name == "..")
                {
                    Leave(folders);
                    continue;
                }

                var last = pending.Count == 0;
                var status = Status(folders.Peek(), name);
                if (status is { IsLink: true } && (!last || followLast))
                {
                    if (++links > MostLinks)
                    {
                        throw WorkFileException.LeadsOut();
                    }

                    Follow(folders, pending, name);
                    continue;
                }

                if (last)
                {
                    return new FilePlace(folders.Pop(), name, status);
                }

                if (status is null && !makeFolders)
                {
                    return null;
                }

                Enter(folders, name, make: status is null);
            }

            // A link led to a folder.
            throw WorkFileException.NoFile();
        }
        finally
        {
            foreach (var folder in folders)
            {
                _ = Libc.Close(folder);
            }
        }
    }

    /// <summary>What stands under a name of a folder, a link itself included; null for nothing.</summary>
    internal static FileStatus? Status(int folder, string name)
    {
        FileStatus status;
        if (Libc.StatusAt(folder, name, OpenFlags.NoFollowStatus, FileStatus.Basic, &status) == 0)
        {
            return status;
        }

        var error = Marshal.GetLastPInvokeError();
        return error == Errno.NoEntry ? null : throw WorkFileException.Of(error);
    }

    /// <summary>What an open file is.</summary>
    internal static FileStatus Status(int file)
    {
        FileStatus status;
        return Libc.StatusAt(file, "", OpenFlags.EmptyPath, FileStatus.Basic, &status) == 0
            ? status
            : throw WorkFileException.Of(Marshal.GetLastPInvokeError());
    }

    /// <summary>Opens a name of a folder, never through a link; the caller closes it.</summary>
    internal static int Open(int folder, string name, int flags, int mode = 0)
    {
        var file = Libc.OpenAt(folder, name, flags | Libc.CloseOnExec | Libc.NonBlocking, mode);
        return file >= 0 ? file : throw WorkFileException.Of(Marshal.GetLastPInvokeError());
    }

    private static void Enter(Stack<int> folders, string name, bool make)
    {
        if (folders.Count >= MostDepth)
        {
            throw new WorkFileException(FileErrorCode.OutOfRange, $"The path is more than {MostDepth} folders deep.");
        }

        if (make && Libc.MakeFolderAt(folders.Peek(), name, FolderMode) != 0 && Marshal.GetLastPInvokeError() is var error and not Errno.Exists)
        {
            throw WorkFileException.Of(error);
        }

        folders.Push(Open(folders.Peek(), name, OpenFlags.Folder | OpenFlags.NoFollow));
    }

    private static void Leave(Stack<int> folders)
    {
        if (folders.Count == 1)
        {
            throw WorkFileException.LeadsOut();
        }

        _ = Libc.Close(folders.Pop());
    }

    private void Follow(Stack<int> folders, Stack<string> pending, string name)
    {
        var target = ReadLink(folders.Peek(), name);
        if (target.StartsWith('/'))
        {
            // A link may name the folder by its whole path.
            if (!target.StartsWith(_path + "/", StringComparison.Ordinal))
            {
                throw WorkFileException.LeadsOut();
            }

            target = target[(_path.Length + 1)..];
            while (folders.Count > 1)
            {
                Leave(folders);
            }
        }

        foreach (var part in target.Split('/').Reverse())
        {
            pending.Push(part);
        }
    }

    private static string ReadLink(int folder, string name)
    {
        var buffer = stackalloc byte[LinkBytes];
        var length = Libc.ReadLinkAt(folder, name, buffer, LinkBytes);
        return length switch
        {
            < 0 => throw WorkFileException.Of(Marshal.GetLastPInvokeError()),
            LinkBytes => throw WorkFileException.LeadsOut(),
            _ => Encoding.UTF8.GetString(buffer, (int)length),
        };
    }
}
