using System.Text.Json;
using GamSessions.Options;
using GamSessions.Pulumi.Programs;
using Microsoft.Extensions.Options;

namespace GamSessions.Pulumi.Stacks;

/// <summary>
/// The back end in a folder, the default. The CLI leaves a copy of every removed stack and empty folders there for ever; a system that
/// makes and ends thousands of stacks has to take them away. Other back ends are left to their own rules.
/// </summary>
internal sealed class FolderBackend(IOptions<GamSessionsOptions> options)
{
    private const string Scheme = "file://";

    /// <summary>The folder; null with another back end.</summary>
    public string? Folder => options.Value.Pulumi.Backend is { } backend && backend.StartsWith(Scheme, StringComparison.Ordinal)
        ? Expand(backend[Scheme.Length..].Split('?')[0])
        : null;

    /// <summary>
    /// Takes away files of metadata that a killed CLI has left half written: a person's, or one of a version before ours kept them from
    /// being written. Nothing stands in them that anybody needs, and the CLI can read nothing beside a broken one.
    /// </summary>
    /// <returns>How many there were.</returns>
    public int Mend()
    {
        var state = Path.Join(Folder, ".pulumi");
        if (Folder is null || !Directory.Exists(state))
        {
            return 0;
        }

        var broken = Directory.EnumerateFiles(state, "*.attrs", SearchOption.AllDirectories).Where(IsBroken).ToList();
        broken.ForEach(Remove);
        return broken.Count;
    }

    /// <summary>Takes away what the CLI left of a stack that it removed.</summary>
    public void Tidy(string stack)
    {
        if (Folder is not { } folder)
        {
            return;
        }

        var state = Path.Combine(folder, ".pulumi");
        var stacks = Path.Combine(state, "stacks", SessionProgram.Project);
        if (Directory.Exists(stacks) && !File.Exists(Path.Combine(stacks, $"{stack}.json")))
        {
            // Copies, tags, and what a CLI that was killed was just writing.
            foreach (var file in Directory.GetFiles(stacks, $"{stack}.*"))
            {
                File.Delete(file);
            }
        }

        foreach (var left in (string[])["history", "backups"])
        {
            var path = Path.Combine(state, left, SessionProgram.Project, stack);
            if (Directory.Exists(path))
            {
                Directory.Delete(path, recursive: true);
            }
        }

        // A CLI that was killed between removing the stack and its lock left the lock of nothing.
        RemoveLocks(stack);
    }

    /// <summary>Takes away the locks of a stack that was locked and never written, which the CLI then doesn't know.</summary>
    public void RemoveLocks(string stack)
    {
        if (Folder is { } folder && Path.Combine(folder, ".pulumi", "locks", "organization", SessionProgram.Project, stack) is var locks && Directory.Exists(locks))
        {
            Directory.Delete(locks, recursive: true);
        }
    }

    private static void Remove(string path)
    {
        try
        {
            File.Delete(path);
        }
        catch (DirectoryNotFoundException)
        {
            // Gone meanwhile, with its folder.
        }
    }

    private static bool IsBroken(string path)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllBytes(path));
            return false;
        }
        catch (JsonException)
        {
            return true;
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            // Gone meanwhile, with its file or its folder.
            return false;
        }
    }

    private static string Expand(string path) => path == "~" || path.StartsWith("~/", StringComparison.Ordinal)
        ? Path.Join(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), path[1..])
        : path;
}
