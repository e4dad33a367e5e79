using Cluster.Tests.Hosting;
using Cluster.Tests.Websockets;
using GamAgent.Protocol;

namespace Cluster.Tests.Images;

/// <summary>Sessions of images that people bring, unmodified.</summary>
public sealed class SessionImageTests
{
    private const string RootImagesUser = "10001";

    [Fact]
    public async Task Sessions_run_images_built_for_root_on_another_libc_and_without_a_shell_under_other_users_than_the_agents()
    {
        TestCluster.Require();
        await using var space = await TestNamespace.Create("images");
        await using var host = await HostProgram.Start(space.Name, new Dictionary<string, string?>
        {
            ["GamSessions__Images__root__Reference"] = TestCluster.GamRootImage,
            ["GamSessions__Images__root__RunAsUser"] = RootImagesUser,
            ["GamSessions__Images__musl"] = TestCluster.GamMuslImage,
            ["GamSessions__Images__scratch"] = TestCluster.GamScratchImage,
            ["GamSessions__Limits__StartDeadline"] = "00:05:00",
        });
        await Task.WhenAll(new[] { "root", "musl", "scratch" }.Select(image => RunsACommand(host.Reached, image)));
    }

    private static async Task RunsACommand(ReachedPlatform platform, string image)
    {
        var created = await platform.Create(image, image);
        var id = created.Text("session.id");
        await using var socket = await ReachedPlatform.Open(created);
        var events = await socket.Run("gam info domain");
        Assert.Equal(0, events[^1].Read<ExitData>().ExitCode);
        await UsersDiffer(platform.Space, id);
        await platform.Delete(id);
        await platform.IsGone(id);
    }

    private static async Task UsersDiffer(string space, string id)
    {
        // Told of by the pod, and seen where the cluster's processes are this machine's.
        var pod = (await Kubectl.Get("pods", "-n", space, "-l", $"session_id={id}")).At("items.0");
        Assert.True(pod.At("spec.securityContext.runAsNonRoot").GetBoolean());
        Assert.Equal("restricted", (await Kubectl.Get("namespace", space)).At("metadata.labels").GetProperty("pod-security.kubernetes.io/enforce").GetString());
        var (agents, gams) = (UsersOf("GamAgent__SessionId", id), UsersOf("GamRunner__SessionId", id));
        if (agents.Count > 0)
        {
            Assert.NotEmpty(gams);
            Assert.DoesNotContain("0", agents.Concat(gams));
            Assert.Empty(agents.Intersect(gams));
        }
    }

    private static HashSet<string> UsersOf(string variable, string id) => ProcessTable.WithEnvironment(variable, id)
        .Select(pid => File.ReadLines($"/proc/{pid}/status").First(line => line.StartsWith("Uid:", StringComparison.Ordinal)).Split('\t')[1])
        .ToHashSet(StringComparer.Ordinal);
}
