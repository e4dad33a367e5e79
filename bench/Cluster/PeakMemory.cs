using TestKit;

namespace Bench.Cluster;

/// <summary>The most that the CLI and its plugins held at one moment, of all that work in one host's program folders.</summary>
internal sealed class PeakMemory(Func<string, string> programFolder, TimeSpan pause)
{
    private const string Mark = "PULUMI_AUTOMATION_WORKSPACE";

    /// <summary>It, in bytes.</summary>
    public long Bytes { get; private set; }

    /// <summary>Looks while something goes on.</summary>
    public async Task<T> WhileAsync<T>(Func<Task<T>> work)
    {
        var root = Path.GetDirectoryName(programFolder("any"))!;
        var going = work();
        while (!going.IsCompleted)
        {
            var folders = Directory.Exists(root) ? Directory.GetDirectories(root) : [];
            Bytes = Math.Max(Bytes, folders.SelectMany(folder => ProcessTable.WithEnvironment(Mark, folder)).Sum(ProcessTable.ResidentBytes));
            await Task.WhenAny(going, Task.Delay(pause, TimeProvider.System));
        }

        return await going;
    }
}
