using Cluster.Tests.Websockets;

namespace Cluster.Tests.Install;

/// <summary>The platform as a Pulumi program, with either engine of clusters; so the engine <c>pulumi</c> at work inside the cluster too.</summary>
public sealed class PlatformProgramTests
{
    [Theory]
    [InlineData("kubernetes")]
    [InlineData("pulumi")]
    public async Task Brought_up_by_its_program_the_platform_serves_sessions_and_a_destroy_leaves_nothing(string engine)
    {
        TestCluster.Require();
        Assert.SkipUnless(TestCluster.IsOnPath("pulumi"), "The pulumi CLI is not on PATH.");
        await using var platform = await ProgrammedPlatform.Up(engine);

        await WebsocketPart.Check(platform.Reached, async (created, _) =>
        {
            if (engine == "pulumi")
            {
                await LooksAsIntended(platform, created.Text("session.id"));
            }
        });
        Assert.DoesNotContain("fail:", await platform.Log(), StringComparison.Ordinal);
        if (engine == "pulumi")
        {
            // Nothing of the session is left on the volume: no stack, no lock, no program.
            Assert.Equal("", (await platform.Exec("sh", "-c", "find /data/pulumi/.pulumi/stacks /data/pulumi/.pulumi/locks -type f -name '*.json*'; ls /data/pulumi-programs")).Trim());
        }

        await platform.Destroy();
        Assert.DoesNotContain("kubernetes:core", await platform.State(), StringComparison.Ordinal);
        Assert.Equal("", await Kubectl.Run("get", "namespace", platform.Space, "--ignore-not-found", "-o", "name"));
    }

    /// <summary>The pod may write nowhere but on its volumes, is nobody special, and its sessions are stacks on the volume.</summary>
    private static async Task LooksAsIntended(ProgrammedPlatform platform, string id)
    {
        Assert.Equal("1654", (await platform.Exec("id", "-u")).Trim());
        Assert.Equal("read-only", (await platform.Exec("sh", "-c", "touch /app/x 2>/dev/null && echo writable || echo read-only")).Trim());
        Assert.Equal("/data/pulumi-home", (await platform.Exec("sh", "-c", "echo $PULUMI_HOME")).Trim());
        var stack = await platform.Exec("sh", "-c", $"cd /data/pulumi-programs/{id} && PULUMI_BACKEND_URL=file:///data/pulumi pulumi stack --stack {id} --non-interactive --color never");
        Assert.Contains("kubernetes:apps/v1:Deployment", stack, StringComparison.Ordinal);
        Assert.Contains($"gam-service-{id}", stack, StringComparison.Ordinal);

        // With the rights of its account and none beyond.
        var account = $"system:serviceaccount:{platform.Space}:gam-platform";
        Assert.Equal("yes", (await Kubectl.Run("auth", "can-i", "create", "deployments.apps", "-n", platform.Space, $"--as={account}")).Trim());
        Assert.StartsWith("gam-platform", await Kubectl.Run("get", "deployment", "gam-platform", "-n", platform.Space, "-o", "jsonpath={.spec.template.spec.serviceAccountName}"), StringComparison.Ordinal);
    }
}
