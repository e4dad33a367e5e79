using Cluster.Tests.Hosting;
using GamAgent.Protocol;

namespace Cluster.Tests.Crashing;

/// <summary>
/// The control plane is killed in the middle of a create or a delete and started again: the session is ready or wholly gone, and others never
/// noticed. GAM_TESTS_FIRST_SEED plays other moments.
/// </summary>
public sealed class KilledControlPlaneTests
{
    /// <summary>Points of a create, by what the cluster shows then.</summary>
    public static TheoryData<string, int> CreatePoints => KillPoint.Each("the deployment is there", "the service is there", "the pod has a node");

    /// <summary>Points of a delete.</summary>
    public static TheoryData<string, int> DeletePoints => KillPoint.Each("the end was asked for", "the deployment goes", "the pod goes");

    [Theory]
    [MemberData(nameof(CreatePoints))]
    public async Task After_a_kill_in_a_create_the_session_is_ready_or_gone(string step, int seed)
    {
        await using var host = await ClusterHost.Start("crash");
        await using var other = await OpenOther(host);
        var creating = Answered(host.Create("Interrupted"));
        var id = await Eventually.Get("the session has an id", () => IdOf(host));
        await new KillPoint(step, seed).Reach(host.Space.Name, id);
        await host.Kill();
        await creating;
        await StillAnswers(other);

        await host.Begin();
        var session = await host.WaitFor(id, "ready", "failed", "ended");
        if (session.Text("status") == "ready")
        {
            await using var socket = await host.Open(id);
            Assert.Equal(0, (await socket.Run("gam info domain"))[^1].Read<ExitData>().ExitCode);
        }
        else
        {
            await host.Reached.IsGone(id);
        }

        await StillAnswers(other);
    }

    [Theory]
    [MemberData(nameof(DeletePoints))]
    public async Task After_a_kill_in_a_delete_the_session_is_gone_and_its_clients_know_why(string step, int seed)
    {
        await using var host = await ClusterHost.Start("crash");
        await using var other = await OpenOther(host);
        var id = await host.CreateReady("Interrupted");
        await using var socket = await host.Open(id);
        await socket.WaitFor(EventNames.Connected);
        await host.Reached.Delete(id);
        await new KillPoint(step, seed).Reach(host.Space.Name, id);
        await host.Kill();
        await StillAnswers(other);

        // The first control plane told the agent, or else the second does, before it goes on with the delete.
        await host.Begin();
        Assert.Equal(new SocketClose(CloseCodes.Ended, "deleted"), await socket.Closed());
        Assert.Equal("deleted", (await host.WaitFor(id, "ended")).Text("reason"));
        await host.Reached.IsGone(id);
        await StillAnswers(other);
    }

    [Fact]
    public async Task The_list_of_sessions_is_the_same_before_and_after_a_restart()
    {
        await using var host = await ClusterHost.Start("restart");
        var id = await host.CreateReady();
        await host.CreateReady("Second");
        var before = await host.List();
        await host.Kill();
        await host.Begin();
        Assert.Equal(before, await host.List());

        await using var socket = await host.Open(id);
        Assert.Equal(0, (await socket.Run("gam info domain"))[^1].Read<ExitData>().ExitCode);
    }

    private static async Task<GamSocket> OpenOther(ClusterHost host) => await host.Open(await host.CreateReady("Other"));

    private static async Task StillAnswers(GamSocket socket) => Assert.Equal(0, (await socket.Run("gam info domain"))[^1].Read<ExitData>().ExitCode);

    // The control plane may be killed before it answers, or just after.
    private static async Task Answered(Task creating)
    {
        try
        {
            await creating;
        }
        catch (HttpRequestException)
        {
            // It was killed.
        }
    }

    private static async Task<string?> IdOf(ClusterHost host) =>
        (await host.List()).FirstOrDefault(session => session.StartsWith("interrupted-", StringComparison.Ordinal))?.Split(' ')[0];
}
