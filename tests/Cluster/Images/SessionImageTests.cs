using System.Net;
using System.Net.Http.Json;
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
        using var refused = await host.Reached.TryCreate("untold", "untold");
        var problem = await refused.Content.ReadFromJsonAsync<System.Text.Json.JsonElement>();
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        Assert.Equal("config", problem.Text("code"));
        Assert.Contains("RunAsUser", problem.Text("detail"), StringComparison.Ordinal);
        await host.Reached.IsGone(problem.Text("sessionId"));
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
