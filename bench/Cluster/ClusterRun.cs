using Bench.Report;

namespace Bench.Cluster;

/// <summary><c>bench/run cluster</c>: what sessions cost in a cluster, the one that KUBECONFIG names; writes RESULTS-kubernetes.md.</summary>
internal static class ClusterRun
{
    public static async Task<int> MeasureAsync()
    {
        if (Environment.GetEnvironmentVariable("KUBECONFIG") is not { Length: > 0 } || Environment.GetEnvironmentVariable("GAM_TESTS_INGRESS") is not { Length: > 0 })
        {
            await Console.Error.WriteLineAsync("Set KUBECONFIG and GAM_TESTS_INGRESS (the ingress controller's address), and build the images with eng/build-images.sh.");
            return 2;
        }

        var results = new ResultTable();
        await using (var plane = await ClusterPlane.StartAsync())
        {
            await CreateToReady.MeasureAsync(results, plane);
            await ManySessions.MeasureAsync(results, plane);
        }

        await results.WriteAsync(TestKit.RepositoryRoot.Combine("bench", "RESULTS-kubernetes.md"));
        return 0;
    }
}
