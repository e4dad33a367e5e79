using System.Globalization;

namespace Cluster.Tests.Crashing;

/// <summary>A moment of a create or a delete: a step that the cluster shows, and a while into it that a seed chooses.</summary>
/// <param name="Step">The step, a key of <see cref="Steps"/>.</param>
/// <param name="Seed">The seed.</param>
internal sealed record KillPoint(string Step, int Seed)
{
    // Longer than any one step takes on a machine that has nothing else to do.
    private const double LongestMilliseconds = 700;

    /// <summary>The steps, each as what kubectl is asked: a kind of objects and what these show then.</summary>
    private static readonly Dictionary<string, (string Kind, string Path)> Steps = new(StringComparer.Ordinal)
    {
        ["the deployment is there"] = ("deployments", "{.items[*].metadata.name}"),
        ["the service is there"] = ("services", "{.items[*].metadata.name}"),
        ["the pod has a node"] = ("pods", "{.items[*].spec.nodeName}"),
        ["the end was asked for"] = ("deployments", "{.items[*].metadata.name}"),
        ["the deployment goes"] = ("deployments", "{.items[*].metadata.deletionTimestamp}"),
        ["the pod goes"] = ("pods", "{.items[*].metadata.deletionTimestamp}"),
    };

    /// <summary>The first seed: <c>GAM_TESTS_FIRST_SEED</c>, or 1.</summary>
    public static int FirstSeed { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("GAM_TESTS_FIRST_SEED"), NumberStyles.None, CultureInfo.InvariantCulture, out var first) ? first : 1;

    /// <summary>Steps with a seed each, as a theory's data: the seed is in the test's name.</summary>
    public static TheoryData<string, int> Each(params string[] steps)
    {
        var data = new TheoryData<string, int>();
        for (var i = 0; i < steps.Length; i++)
        {
            data.Add(steps[i], FirstSeed + i);
        }

        return data;
    }

    /// <summary>Waits for it; a session that has nothing in the cluster any more is past it.</summary>
    public async Task Reach(string space, string sessionId)
    {
        var (kind, path) = Steps[Step];
        var begun = false;
        await Eventually.True($"{Step} (seed {Seed})", async () =>
        {
            if (await Show("deployments", "{.items[*].metadata.name}"))
            {
                begun = true;
                return await Show(kind, path);
            }

            return begun || Step is "the deployment goes" or "the pod goes";
        });
        await Task.Delay(TimeSpan.FromMilliseconds(new Random(Seed).NextDouble() * LongestMilliseconds), TimeProvider.System, TestContext.Current.CancellationToken);

        async Task<bool> Show(string what, string where) =>
            (await Kubectl.Run("get", what, "-n", space, "-l", $"session_id={sessionId}", "-o", $"jsonpath={where}")).Trim().Length > 0;
    }
}
