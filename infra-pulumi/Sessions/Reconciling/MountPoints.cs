namespace GamSessions.Pulumi.Reconciling;

/// <summary>Whether a folder is on something that was mounted, as a volume is, or on the container's own disk.</summary>
internal static class MountPoints
{
    /// <summary>Whether the folder, which need not be there yet, is below a mount other than the root.</summary>
    public static bool HasVolume(string folder) => HasVolume(folder, File.Exists("/proc/self/mountinfo") ? File.ReadLines("/proc/self/mountinfo") : []);

    /// <summary>The same, from the lines of <c>/proc/self/mountinfo</c>; memory counts as no volume.</summary>
    public static bool HasVolume(string folder, IEnumerable<string> mountInfo)
    {
        var best = (Point: "/", Kind: string.Empty);
        foreach (var line in mountInfo)
        {
            var fields = line.Split(' ');
            var dash = Array.IndexOf(fields, "-");
            if (fields.Length < 5 || dash < 0 || dash + 1 >= fields.Length)
            {
                continue;
            }

            var point = fields[4].Replace("\\040", " ", StringComparison.Ordinal);
            if (point.Length >= best.Point.Length && (folder == point || folder.StartsWith(point.TrimEnd('/') + "/", StringComparison.Ordinal)))
            {
                best = (point, fields[dash + 1]);
            }
        }

        return best.Point != "/" && best.Kind is not ("overlay" or "tmpfs");
    }
}
