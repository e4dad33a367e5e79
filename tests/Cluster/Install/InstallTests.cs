using Cluster.Tests.Websockets;
using GamAgent.Protocol;

namespace Cluster.Tests.Install;

/// <summary>The control plane in the cluster itself, installed from the kustomize base.</summary>
public sealed class InstallTests
{
    [Fact]
    public async Task Installed_from_the_base_it_serves_sessions_survives_its_own_restart_and_leaves_nothing()
    {
        TestCluster.Require();
        await using var platform = await InstalledPlatform.Install();

        await DocumentedSession(platform);
        await WebsocketPart.Check(platform.Reached, async (created, socket) =>
        {
            var id = created.Text("session.id");
            Assert.Equal($"{platform.Http.BaseAddress!.AbsolutePath}ws/session/{id}/", created.Text("websocketInfo.path"));
            Assert.True(created.At("websocketInfo.kubernetes").GetBoolean());
            Assert.Equal($"gam-service-{id}", created.Text("websocketInfo.serviceName"));

            // The socket goes straight into the pod, and the store is on the volume: a control plane that is replaced isn't noticed.
            await platform.Restart();
            Assert.Equal(0, (await socket.Run("gam info domain"))[^1].Read<ExitData>().ExitCode);
            Assert.Equal("ready", (await platform.Reached.Session(id)).Text("status"));
        });
        Assert.DoesNotContain("fail:", await platform.Log(), StringComparison.Ordinal);

        await platform.Uninstall();
        Assert.Equal("", await Kubectl.Run("get", "namespace", platform.Space, "--ignore-not-found", "-o", "name"));
    }

    // The last two of the five: what they print is what a person sees.
    private static async Task DocumentedSession(InstalledPlatform platform)
    {
        var programs = RepositoryRoot.Combine("tests", "Node", "node_modules", ".bin");
        Assert.SkipUnless(File.Exists(Path.Combine(programs, "wscat")), "wscat is not installed: run `npm ci` in tests/Node.");
        var environment = new Dictionary<string, string?> { ["KEY"] = platform.Key, ["PATH"] = $"{Environment.GetEnvironmentVariable("PATH")}:{programs}" };
        await using var bash = StartedProgram.Start("bash", ["-euo", "pipefail", "-c", platform.Commands.Use], environment);
        try
        {
            await bash.Output.WaitForText("\"event\":\"connected\"", TestCluster.Patience);
            await bash.Write("gam info domain\n");
            await bash.Output.WaitForText("\"event\":\"exit\"", TestCluster.Patience);
        }
        catch (Exception e)
        {
            Assert.Fail($"{platform.Commands.Use}\n{e.Message}\n{bash.Output.Text}\n{bash.Errors.Text}\n{await platform.Log()}");
        }
    }
}
