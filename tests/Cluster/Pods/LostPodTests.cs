using System.Net.WebSockets;
using Cluster.Tests.Hosting;
using GamAgent.Protocol;

namespace Cluster.Tests.Pods;

/// <summary>Pods that somebody deleted or a drain evicted, Deployments too.</summary>
public sealed class LostPodTests
{
    [Fact]
    public async Task A_deleted_pod_is_replaced_and_the_session_goes_on_with_a_new_journal_that_says_why()
    {
        await using var host = await ClusterHost.Start("replaced");
        var id = await host.CreateReady();
        var ends = (await host.Reached.Session(id)).Text("expiresAt");
        await using var socket = await host.Open(id);
        var before = (await socket.WaitFor(EventNames.Connected)).Read<ConnectedData>();

        await Kubectl.Run("delete", "pod", "-n", host.Space.Name, "-l", $"session_id={id}", "--wait=false");
        Assert.Equal(CloseCodes.GoingAway, (await socket.Closed()).Code);
        await GoesOn(host, id, before, "was deleted");

        // Its life is what it was.
        Assert.Equal(("ready", ends), ((await host.Reached.Session(id)).Text("status"), (await host.Reached.Session(id)).Text("expiresAt")));
        await host.Reached.Delete(id);
        await host.Reached.IsGone(id);
    }

    [Fact]
    public async Task An_evicted_pod_as_in_a_drain_is_replaced_and_a_delete_works_at_any_time()
    {
        await using var host = await ClusterHost.Start("evicted");
        var id = await host.CreateReady();
        await using var socket = await host.Open(id);
        var before = (await socket.WaitFor(EventNames.Connected)).Read<ConnectedData>();

        await Evict(host.Space.Name, id);
        Assert.Equal(CloseCodes.GoingAway, (await socket.Closed()).Code);
        await GoesOn(host, id, before, "EvictionByEvictionAPI");

        // Once more, and a delete while no pod is there.
        await Evict(host.Space.Name, id);
        await host.Reached.Delete(id);
        Assert.Equal("deleted", (await host.WaitFor(id, "ended")).Text("reason"));
        await host.Reached.IsGone(id);
    }

    [Fact]
    public async Task Where_a_lost_pod_ends_the_session_its_clients_get_a_typed_close_and_an_eviction_is_told_as_one()
    {
        await using var host = await ClusterHost.Start("podlost", new Dictionary<string, string?> { ["Kubernetes:OnPodLost"] = "end" });
        var id = await host.CreateReady();
        var info = await host.WebsocketInfo(id);
        await using var socket = await host.Open(id);
        await socket.WaitFor(EventNames.Connected);

        await Evict(host.Space.Name, id);

        // By the agent, which hears of it from the control plane and from the kubelet: whoever is first.
        var close = await socket.Closed();
        Assert.True(close == new SocketClose(CloseCodes.Ended, "pod-lost") || close.Code == CloseCodes.GoingAway, close.ToString());
        var session = await host.WaitFor(id, "ended");
        Assert.Equal("pod-lost", session.Text("reason"));
        Assert.Contains("EvictionByEvictionAPI", session.Text("message"), StringComparison.Ordinal);
        await host.Reached.IsGone(id);

        var again = new UriBuilder(new Uri(host.Reached.Http.BaseAddress!, $"ws/session/{id}/")) { Scheme = "ws" }.Uri;
        await using var late = await GamSocket.Connect(again, new GamSocketOptions { Token = info.Text("token") });
        Assert.Equal(new SocketClose(CloseCodes.EndedEarlier, "pod-lost"), await late.Closed());
    }

    [Fact]
    public async Task A_deployment_that_somebody_deletes_ends_its_session()
    {
        await using var host = await ClusterHost.Start("byhand");
        var id = await host.CreateReady();

        await Kubectl.Run("delete", "deployment", "-n", host.Space.Name, $"gam-session-{id}", "--wait=false");
        var session = await host.WaitFor(id, "ended");
        Assert.Equal("pod-lost", session.Text("reason"));
        Assert.Contains($"gam-session-{id}", session.Text("message"), StringComparison.Ordinal);
        await host.Reached.IsGone(id);
    }

    /// <summary>A client that comes back reads the new journal, told why there is a new one, and runs a command.</summary>
    private static async Task GoesOn(ClusterHost host, string id, ConnectedData before, string words)
    {
        var next = await Eventually.Get("another pod answers", () => OpenAnother(host, id, before), TestCluster.Patience);
        await using (next)
        {
            Assert.Equal(GapReason.SessionRestarted, (await next.WaitFor(EventNames.Gap)).Read<GapData>().Reason);
            var told = (await next.WaitFor(EventNames.State, e => e.Read<StateData>().Reason == "pod-lost")).Read<StateData>();
            Assert.Contains(words, told.Message, StringComparison.Ordinal);
            Assert.Contains("work folder is new and empty", told.Message, StringComparison.Ordinal);
            // gam's container starts after the agent's; a command before that is refused.
            await Eventually.True("its runner is there", async () => await IsIdle(host, id, before), TestCluster.Patience);
            Assert.Equal(0, (await next.Run("gam info domain"))[^1].Read<ExitData>().ExitCode);
        }
    }

    private static async Task<bool> IsIdle(ClusterHost host, string id, ConnectedData before)
    {
        try
        {
            await using var socket = await host.Open(id);
            return (await socket.WaitFor(EventNames.Connected)).Read<ConnectedData>() is { State: AgentState.Idle } now && now.AgentId != before.AgentId;
        }
        catch (Exception e) when (e is WebSocketException or InvalidOperationException or HttpRequestException or TimeoutException)
        {
            // The route still leads to the old one, which is going.
            return false;
        }
    }

    private static async Task<GamSocket?> OpenAnother(ClusterHost host, string id, ConnectedData before)
    {
        try
        {
            var socket = await host.Open(id, $"?after=1&epoch={before.Epoch}");
            if ((await socket.WaitFor(EventNames.Connected)).Read<ConnectedData>().AgentId != before.AgentId)
            {
                return socket;
            }

            await socket.DisposeAsync();
            return null;
        }
        catch (Exception e) when (e is WebSocketException or InvalidOperationException or HttpRequestException or TimeoutException)
        {
            // The old one is going, the new one is not there yet.
            return null;
        }
    }

    /// <summary>What a drain does with each pod of a node.</summary>
    private static async Task Evict(string space, string id)
    {
        var pod = await Eventually.Get("there is a pod", () => LivePod(space, id), TestCluster.Patience);
        await using var kubectl = StartedProgram.Start("kubectl", ["create", "--raw", $"/api/v1/namespaces/{space}/pods/{pod}/eviction", "-f", "-"]);
        await kubectl.Write($$$"""{"apiVersion":"policy/v1","kind":"Eviction","metadata":{"name":"{{{pod}}}","namespace":"{{{space}}}"}}""");
        kubectl.CloseInput();
        Assert.True(await kubectl.WaitForEverything(TestCluster.Patience) == 0, kubectl.Errors.Text);
    }

    private static async Task<string?> LivePod(string space, string id) => (await Kubectl.Get("pods", "-n", space, "-l", $"session_id={id}")).At("items").EnumerateArray()
        .Where(pod => pod.TryAt("metadata.deletionTimestamp") is null).Select(pod => pod.Text("metadata.name")).FirstOrDefault();
}
