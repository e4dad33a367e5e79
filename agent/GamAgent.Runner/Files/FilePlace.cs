using GamAgent.Runner.Native;

namespace GamAgent.Runner.Files;

/// <summary>Where a path ends: a folder that is held open, and a name in it that is no link. Owns the folder's descriptor.</summary>
internal sealed class FilePlace(int folder, string name, FileStatus? status) : IDisposable
{
    /// <summary>The folder.</summary>
    internal int Folder => folder;

    /// <summary>The name in it.</summary>
    internal string Name => name;

    /// <summary>What was there when it was looked at; null for nothing.</summary>
    internal FileStatus? Status => status;

    public void Dispose() => _ = Libc.Close(folder);
}
