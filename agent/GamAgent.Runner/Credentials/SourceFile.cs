namespace GamAgent.Runner.Credentials;

/// <summary>A file of the configuration's source.</summary>
/// <param name="Name">Its name in the folder.</param>
/// <param name="Path">The file itself, any links followed.</param>
/// <param name="Length">Its size in bytes.</param>
/// <param name="WrittenUtc">When it was written.</param>
internal sealed record SourceFile(string Name, string Path, long Length, DateTime WrittenUtc)
{
    private const long MostBytes = 1024 * 1024;
    private const FileAttributes Special = FileAttributes.Directory | FileAttributes.Device;

    /// <summary>
    /// The files of a folder: ordinary ones of at most 1 MiB, any links followed (a Secret's mount consists of links to files in a hidden folder),
    /// without hidden ones and GAM's locks.
    /// </summary>
    internal static List<SourceFile> Find(string folder)
    {
        var found = new List<SourceFile>();
        foreach (var path in Directory.EnumerateFiles(folder).Order(StringComparer.Ordinal))
        {
            var name = System.IO.Path.GetFileName(path);
            if (name.StartsWith('.') || name.EndsWith(".lock", StringComparison.Ordinal))
            {
                continue;
            }

            var file = new FileInfo(File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path);
            if (file.Exists && (file.Attributes & Special) == 0 && file.Length <= MostBytes)
            {
                found.Add(new SourceFile(name, file.FullName, file.Length, file.LastWriteTimeUtc));
            }
        }

        return found;
    }
}
