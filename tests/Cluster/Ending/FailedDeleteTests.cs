using System.Collections.Concurrent;
using Cluster.Tests.Hosting;

namespace Cluster.Tests.Ending;

/// <summary>A delete that the API server does not do at once.</summary>
public sealed class FailedDeleteTests
{
    [Theory]
    [InlineData(500)]
    [InlineData(409)]
    [InlineData(504)]
    [InlineData(ApiServerProxy.NoAnswer)]
    public async Task A_delete_that_fails_once_is_tried_again_until_all_is_gone_and_the_session_is_not_shown_as_gone_meanwhile(int answer)
    {
        await using var proxy = await ApiServerProxy.Start();
        await using var host = await ClusterHost.Start("delete", apiServer: proxy.Address);
        var id = await host.CreateReady();
        var seen = new ConcurrentQueue<string>();
        proxy.Fail = async call =>
        {
            if (call is not { Verb: "delete", Resource: "deployments" } || !seen.IsEmpty)
            {
                return null;
            }

            seen.Enqueue((await host.Reached.Session(id)).Text("status"));
            return answer;
        };
        await host.Reached.Delete(id);
        Assert.Equal("deleted", (await host.WaitFor(id, "ended")).Text("reason"));

        // It is shown as ended when it is gone, and not before.
        Assert.Empty(await Kubectl.Names("deployments,replicasets,pods", host.Space.Name, $"session_id={id}"));
        Assert.Equal(["ending"], seen);
        Assert.True(proxy.Calls.Count(call => call is { Verb: "delete", Resource: "deployments" }) > 1);
        await host.Reached.IsGone(id);
    }
}
