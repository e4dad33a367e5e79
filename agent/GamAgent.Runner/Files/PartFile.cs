using System.Runtime.InteropServices;
using GamAgent.Protocol.Files;
using GamAgent.Runner.Native;
using Microsoft.Win32.SafeHandles;

namespace GamAgent.Runner.Files;

/// <summary>A file that is not whole yet, in a folder of its own kind. Disposed of before it was moved to its place it is gone.</summary>
internal sealed class PartFile : IDisposable
{
    private const int FolderMode = 0x1C0;
    private const int MostTries = 100;

    private readonly int _root;
    private readonly int _folder;
    private readonly string _name;
    private bool _moved;

    private PartFile(int root, int folder, string name, SafeFileHandle file) => (_root, _folder, _name, File) = (root, folder, name, file);

    /// <summary>The file, open for writing.</summary>
    internal SafeFileHandle File { get; }

    /// <summary>Makes one.</summary>
    /// <exception cref="WorkFileException">It can't be.</exception>
    internal static PartFile Create(WorkFolder work, long number)
    {
        var root = work.OpenRoot();
        var folder = -1;
        try
        {
            var name = $"{number:x}";
            for (var tries = 1; ; tries++)
            {
                try
                {
                    if (Libc.MakeFolderAt(root, WorkPath.PartFolder, FolderMode) != 0 && Marshal.GetLastPInvokeError() is var error and not Errno.Exists)
                    {
                        throw WorkFileException.Of(error);
                    }

                    // A command may have put a link there: it isn't followed.
                    folder = WorkFolder.Open(root, WorkPath.PartFolder, OpenFlags.Folder | OpenFlags.NoFollow);
                    var file = WorkFolder.Open(
                        folder, name, OpenFlags.WriteOnly | OpenFlags.Create | OpenFlags.Exclusive | OpenFlags.NoFollow, WriteTransfer.NewFileMode);
                    return new PartFile(root, folder, name, new SafeFileHandle(file, ownsHandle: true));
                }
                catch (WorkFileException e) when (e.Problem.Code == FileErrorCode.NotFound && tries < MostTries)
                {
                    // Another upload was done, and took the empty folder away between two of these steps.
                    Close(folder);
                    folder = -1;
                }
            }
        }
        catch
        {
            Close(folder);
            Close(root);
            throw;
        }
    }

    /// <summary>Removes what a runner that was killed has left. Nothing of ours is under way then.</summary>
    internal static void Sweep(WorkFolder work)
    {
        var folder = new DirectoryInfo(Path.Combine(work.Path, WorkPath.PartFolder));
        if (folder.LinkTarget is not null)
        {
            folder.Delete();
        }
        else if (folder.Exists)
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Gives it the rights of the file that it takes the place of.</summary>
    internal void SetMode(int mode) => System.IO.File.SetUnixFileMode(File, (UnixFileMode)mode);

    /// <summary>Puts it in its place, over what is there.</summary>
    /// <exception cref="WorkFileException">It can't be.</exception>
    internal void MoveTo(FilePlace place)
    {
        if (Libc.RenameAt(_folder, _name, place.Folder, place.Name) != 0)
        {
            throw WorkFileException.Of(Marshal.GetLastPInvokeError());
        }

        _moved = true;
    }

    public void Dispose()
    {
        File.Dispose();
        if (!_moved)
        {
            _ = Libc.RemoveAt(_folder, _name, 0);
        }

        // It goes when it is empty; another upload's is not.
        _ = Libc.RemoveAt(_root, WorkPath.PartFolder, OpenFlags.RemoveFolder);
        Close(_folder);
        Close(_root);
    }

    private static void Close(int descriptor)
    {
        if (descriptor >= 0)
        {
            _ = Libc.Close(descriptor);
        }
    }
}
