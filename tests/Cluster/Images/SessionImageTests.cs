using System.Net.Http.Json;
using System.Text.Json;
using Cluster.Tests.Hosting;
using Cluster.Tests.Websockets;
using GamAgent.Protocol;

namespace Cluster.Tests.Images;

/// <summary>Sessions of images that people bring, unmodified.</summary>
public sealed class SessionImageTests
{
    [Fact]
    public async Task Sessions_run_images_built_for_root_on_another_libc_and_without_a_shell()
    {
        TestCluster.Require();
        await using var space = await TestNamespace.Create("images");
        await using var host = await HostProgram.Start(space.Name, new Dictionary<string, string?>
        {
            ["GamSessions__Images__root__Reference"] = TestCluster.GamRootImage,
            ["GamSessions__Images__root__RunAsUser"] = "10001",
            ["GamSessions__Images__untold"] = TestCluster.GamRootImage,
            ["GamSessions__Images__musl"] = TestCluster.GamMuslImage,
            ["GamSessions__Images__scratch"] = TestCluster.GamScratchImage,
        });
        await Task.WhenAll(new[] { "root", "musl", "scratch" }.Select(image => RunsACommand(host.Reached, image)));

        // What an image that runs as root lacks is told, with the cure, and nothing is left of it.
        using var answer = await host.Reached.TryCreate("untold", "untold");
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>();
        var failed = await host.Reached.Settled(body.TryAt("sessionId")?.GetString() ?? body.Text("session.id"));
        Assert.Equal(("failed", "config"), (failed.Text("status"), failed.Text("reason")));
        Assert.Contains("RunAsUser", failed.Text("message"), StringComparison.Ordinal);
        await host.Reached.IsGone(failed.Text("id"));
    }

    private static async Task RunsACommand(ReachedPlatform platform, string image)
    {
        var created = await platform.Create(image, image);
        await using var socket = await ReachedPlatform.Open(created);
        var events = await socket.Run("gam info domain");
        Assert.Equal(0, events[^1].Read<ExitData>().ExitCode);
        await platform.Delete(created.Text("session.id"));
        await platform.IsGone(created.Text("session.id"));
    }
}
