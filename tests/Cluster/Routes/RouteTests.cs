using System.Net;
using Cluster.Tests.Hosting;
using GamAgent.Protocol;

namespace Cluster.Tests.Routes;

/// <summary>The routes into sessions, through a real ingress controller and behind a path prefix.</summary>
public sealed class RouteTests(SharedPlatform shared) : IClassFixture<SharedPlatform>
{
    [Fact]
    public async Task Sessions_that_come_and_go_never_drop_the_socket_of_another()
    {
        var platform = await shared.Host();
        var id = await Create(platform, "Stays");
        await using var socket = await platform.Host.Open(id);
        await socket.SendCommand("gam silence 600", "c1");
        await socket.WaitFor(EventNames.Started);

        var others = await Task.WhenAll(Create(platform, "Comes"), Create(platform, "Comes too"));
        foreach (var other in others)
        {
            await using var theirs = await platform.Host.Open(other);
            await theirs.WaitFor(EventNames.Connected);
        }

        await Task.WhenAll(others.Select(platform.Host.Reached.Delete));
        await Task.WhenAll(others.Select(platform.Host.Reached.IsGone));

        // The command that was started before all that answers on the same socket.
        await socket.SendFrame("cancel");
        Assert.Equal(ExitReason.Cancelled, (await socket.WaitFor(EventNames.Exit)).Read<ExitData>().Reason);
        Assert.Equal(0, (await socket.Run("gam info domain"))[^1].Read<ExitData>().ExitCode);
    }

    [Fact]
    public async Task A_session_is_reached_with_and_without_the_final_slash_and_only_behind_its_prefix()
    {
        var platform = await shared.Host();
        var id = await Create(platform, "Paths");
        var info = await platform.Host.WebsocketInfo(id);
        Assert.Equal($"{platform.Prefix}/ws/session/{id}/", info.Text("path"));
        var token = info.Text("token");
        foreach (var path in (string[])[$"/ws/session/{id}", $"/ws/session/{id}/"])
        {
            await IsConnected(id, platform.At(path), new GamSocketOptions { Token = token });
            var refusal = await GamSocket.Refused(PublishedHost.WithoutPrefix(path), new GamSocketOptions { Token = token });
            Assert.Equal(HttpStatusCode.NotFound, refusal.Status);
        }

        // A neighbour whose id begins the same is not caught by the rule: the control plane answers for it, not the pod.
        Assert.Equal(CloseCodes.NotAllowed, (await CloseOf(platform.At($"/ws/session/{id}x/"), token)).Code);

        // Controllers that strip the prefix, and those that keep it.
        var pod = (await Kubectl.Get("pods", "-n", platform.Host.Space.Name, "-l", $"session_id={id}")).Text("items.0.metadata.name");
        await using var proxy = StartedProgram.Start("kubectl", ["proxy", "--port=0"]);
        var address = (await proxy.Output.WaitForLine(line => line.Contains("127.0.0.1:", StringComparison.Ordinal))).Split(' ')[^1];
        foreach (var path in (string[])[$"/ws/session/{id}", $"/ws/session/{id}/", $"{platform.Prefix}/ws/session/{id}", $"{platform.Prefix}/ws/session/{id}/"])
        {
            await IsConnected(
                id,
                new Uri($"ws://{address}/api/v1/namespaces/{platform.Host.Space.Name}/pods/{pod}:8077/proxy{path}"),
                new GamSocketOptions { Token = token, TokenBy = TokenBy.GamHeader });
        }
    }

    [Fact]
    public async Task Unknown_sessions_and_those_that_ended_close_differently()
    {
        var platform = await shared.Host();
        var id = await Create(platform, "Ends");
        var token = (await platform.Host.WebsocketInfo(id)).Text("token");
        await platform.Host.Reached.Delete(id);
        await platform.Host.WaitFor(id, "ended");
        await platform.Host.Reached.IsGone(id);

        var ended = new SocketClose(CloseCodes.EndedEarlier, "deleted");
        Assert.Equal(ended, await CloseOf(platform.At($"/ws/session/{id}/"), token));
        Assert.Equal(ended, await CloseOf(platform.At($"/ws/session/{id}"), token));
        Assert.Equal(ended, await CloseOf(platform.At($"/ws/session/{id}/"), token: null));
        Assert.Equal(CloseCodes.UnknownSession, (await CloseOf(platform.At("/ws/session/never-was-abcdefghij/"), token: null)).Code);
    }

    private static Task<string> Create(PublishedHost platform, string name) => platform.Host.CreateReady(name);

    private static async Task IsConnected(string id, Uri address, GamSocketOptions options)
    {
        await using var socket = await GamSocket.Connect(address, options);
        Assert.Equal(id, (await socket.WaitFor(EventNames.Connected)).Read<ConnectedData>().SessionId);
    }

    /// <summary>How the control plane closes: asked again as long as the controller still has the rule of a session that is gone.</summary>
    private static Task<SocketClose> CloseOf(Uri address, string? token) => Eventually.Get($"{address.AbsolutePath} is closed by the control plane", async () =>
    {
        try
        {
            await using var socket = await GamSocket.Connect(address, new GamSocketOptions { Token = token });
            return await socket.Closed();
        }
        catch (InvalidOperationException)
        {
            // Refused before the upgrade, by the controller.
            return null;
        }
    });
}
