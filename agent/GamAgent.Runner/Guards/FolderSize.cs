using System.IO.Enumeration;

namespace GamAgent.Runner.Guards;

/// <summary>How much a folder holds.</summary>
internal static class FolderSize
{
    private static readonly EnumerationOptions Everything = new()
    {
        RecurseSubdirectories = true,
        IgnoreInaccessible = true,
        AttributesToSkip = FileAttributes.None,
    };

    /// <summary>The sum of the lengths of its files, in bytes; links are not followed, wherever they lead.</summary>
    internal static long Read(string folder)
    {
        try
        {
            return new FileSystemEnumerable<long>(folder, (ref FileSystemEntry entry) => entry.Length, Everything)
            {
                ShouldIncludePredicate = (ref FileSystemEntry entry) => !entry.IsDirectory && !IsLink(ref entry),
                ShouldRecursePredicate = (ref FileSystemEntry entry) => !IsLink(ref entry),
            }.Sum();
        }
        catch (DirectoryNotFoundException)
        {
            // A folder that isn't there holds nothing.
            return 0;
        }
    }

    private static bool IsLink(ref FileSystemEntry entry) => (entry.Attributes & FileAttributes.ReparsePoint) != 0;
}
