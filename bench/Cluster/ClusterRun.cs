using Bench.Report;

namespace Bench.Cluster;

/// <summary>
/// <c>bench/run cluster</c>: what sessions cost in a cluster, the one that KUBECONFIG names; writes RESULTS-kubernetes.md. With the names
/// of some parts only those are measured, and nothing is written.
/// </summary>
internal static class ClusterRun
{
    private static readonly Dictionary<string, Func<ResultTable, Task>> Parts = new()
    {
        ["create"] = results => WithPlaneAsync(plane => CreateToReady.MeasureAsync(results, plane)),
        ["many"] = results => WithPlaneAsync(plane => ManySessions.MeasureAsync(results, plane)),
        ["pulumi"] = PulumiSessions.MeasureAsync,
    };

    public static async Task<int> MeasureAsync(string[] names)
    {
        if (Environment.GetEnvironmentVariable("KUBECONFIG") is not { Length: > 0 } || Environment.GetEnvironmentVariable("GAM_TESTS_INGRESS") is not { Length: > 0 })
        {
            await Console.Error.WriteLineAsync("Set KUBECONFIG and GAM_TESTS_INGRESS (the ingress controller's address), build the images with eng/build-images.sh, and have pulumi on PATH.");
            return 2;
        }

        if (!names.All(Parts.ContainsKey))
        {
            await Console.Error.WriteLineAsync($"usage: bench/run cluster [{string.Join('|', Parts.Keys)}]...");
            return 2;
        }

        var results = new ResultTable(
            "Made by `bench/run cluster` (about fifteen minutes on two cores; needs a cluster with our images and an ingress controller, and the programs of Pulumi).");
        foreach (var (name, measure) in Parts)
        {
            if (names.Length == 0 || names.Contains(name))
            {
                await measure(results);
            }
        }

        if (names.Length == 0)
        {
            await results.WriteAsync(TestKit.RepositoryRoot.Combine("bench", "RESULTS-kubernetes.md"));
        }

        return 0;
    }

    private static async Task WithPlaneAsync(Func<ClusterPlane, Task> measure)
    {
        await using var plane = await ClusterPlane.StartAsync();
        await measure(plane);
    }
}
