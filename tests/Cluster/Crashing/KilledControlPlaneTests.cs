using Cluster.Tests.Hosting;
using GamAgent.Protocol;

namespace Cluster.Tests.Crashing;

/// <summary>The control plane is killed in the middle of a create or a delete and started again: the session is ready or wholly gone, and others never noticed.</summary>
public sealed class KilledControlPlaneTests
{
    /// <summary>Points of a create, by what the cluster shows then.</summary>
    public static TheoryData<string, string> CreatePoints => new()
    {
        { "deployments", "{.items[*].metadata.name}" },
        { "services", "{.items[*].metadata.name}" },
        { "pods", "{.items[*].spec.nodeName}" },
    };

    /// <summary>Points of a delete.</summary>
    public static TheoryData<string, string> DeletePoints => new()
    {
        { "deployments", "{.items[*].metadata.name}" },
        { "deployments", "{.items[*].metadata.deletionTimestamp}" },
        { "pods", "{.items[*].metadata.deletionTimestamp}" },
    };

    [Theory]
    [MemberData(nameof(CreatePoints))]
    public async Task After_a_kill_in_a_create_the_session_is_ready_or_gone(string kind, string path)
    {
        await using var host = await ClusterHost.Start("crash");
        await using var other = await OpenOther(host);
        var creating = host.Create("Interrupted");
        var id = await Eventually.Get("the session has an id", () => IdOf(host));
        await Eventually.True($"{kind} of it show {path}", () => Shows(host, kind, id, path));
        await host.Kill();
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => creating);
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
    public async Task After_a_kill_in_a_delete_the_session_is_gone(string kind, string path)
    {
        await using var host = await ClusterHost.Start("crash");
        await using var other = await OpenOther(host);
        var (_, created) = await host.Create("Interrupted");
        var id = created.Text("session.id");
        await host.Reached.Delete(id);
        await Eventually.True($"{kind} of it show {path}", async () => await Shows(host, kind, id, path) || (await Kubectl.Names("deployments", host.Space.Name, $"session_id={id}")).Count == 0);
        await host.Kill();
        await StillAnswers(other);

        await host.Begin();
        Assert.Equal("deleted", (await host.WaitFor(id, "ended")).Text("reason"));
        await host.Reached.IsGone(id);
        await StillAnswers(other);
    }

    [Fact]
    public async Task The_list_of_sessions_is_the_same_before_and_after_a_restart()
    {
        await using var host = await ClusterHost.Start("restart");
        var (_, created) = await host.Create();
        await host.Create("Second");
        var before = await host.List();
        await host.Kill();
        await host.Begin();
        Assert.Equal(before, await host.List());

        await using var socket = await host.Open(created.Text("session.id"));
        Assert.Equal(0, (await socket.Run("gam info domain"))[^1].Read<ExitData>().ExitCode);
    }

    private static async Task<GamSocket> OpenOther(ClusterHost host)
    {
        var (_, created) = await host.Create("Other");
        return await host.Open(created.Text("session.id"));
    }

    private static async Task StillAnswers(GamSocket socket) => Assert.Equal(0, (await socket.Run("gam info domain"))[^1].Read<ExitData>().ExitCode);

    private static async Task<string?> IdOf(ClusterHost host) =>
        (await host.List()).FirstOrDefault(session => session.StartsWith("interrupted-", StringComparison.Ordinal))?.Split(' ')[0];

    private static async Task<bool> Shows(ClusterHost host, string kind, string id, string path) =>
        (await Kubectl.Run("get", kind, "-n", host.Space.Name, "-l", $"session_id={id}", "-o", $"jsonpath={path}")).Trim().Length > 0;
}
