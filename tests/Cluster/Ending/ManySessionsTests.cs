using System.Net;
using Cluster.Tests.Hosting;

namespace Cluster.Tests.Ending;

/// <summary>Many sessions at once leave nothing. It fills the node, so that other tests would wait for it: it has the node for itself.</summary>
[Collection(nameof(ManySessionsTests))]
[CollectionDefinition(nameof(ManySessionsTests), DisableParallelization = true)]
public sealed class ManySessionsTests
{
    private const int Count = 40;
    private const string Kinds = "deployments,replicasets,pods,services,endpointslices,ingresses,httproutes,networkpolicies,secrets,configmaps";

    [Fact]
    public async Task Forty_sessions_made_and_deleted_at_once_leave_nothing_of_ours()
    {
        await using var host = await ClusterHost.Start("forty", new Dictionary<string, string?> { ["Limits:StartDeadline"] = "00:10:00" });
        var made = await Task.WhenAll(Enumerable.Range(0, Count).Select(number => host.Create($"Many {number}")));
        Assert.All(made, answer => Assert.True(answer.Status is HttpStatusCode.Created or HttpStatusCode.Accepted, $"{answer.Status}: {answer.Body}"));
        var ids = made.Select(answer => answer.Body.Text("session.id")).ToList();
        Assert.Equal(Count, ids.Distinct().Count());

        await Task.WhenAll(ids.Select(host.Reached.Delete));
        foreach (var id in ids)
        {
            await Eventually.True("it has ended", async () => (await host.Reached.Session(id)).Text("status") == "ended", TestCluster.Patience);
        }

        await Eventually.True(
            "nothing is left",
            async () => (await Kubectl.Names(Kinds, host.Space.Name, "app.kubernetes.io/part-of=gam-sessions")).Count == 0
                && (await Kubectl.Names("endpointslices", host.Space.Name)).Count == 0,
            TestCluster.Patience);
    }
}
