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

    /// <summary>The sum of the lengths of its files, in bytes; links are not followed.</summary>
    internal static long Read(string folder)
    {
        long sum = 0;
        try
        {
            foreach (var file in new DirectoryInfo(folder).EnumerateFiles("*", Everything))
            {
                try
                {
                    sum += file.LinkTarget is null ? file.Length : 0;
                }
                catch (FileNotFoundException)
                {
                    // Deleted since it was listed.
                }
            }
        }
        catch (DirectoryNotFoundException)
        {
            // A folder that isn't there holds nothing.
        }

        return sum;
    }
}
