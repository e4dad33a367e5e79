using System.Net;
using Cluster.Tests.Hosting;
using GamAgent.Protocol;

namespace Cluster.Tests.Images;

/// <summary>Sessions in images that were made with no thought of us.</summary>
public sealed class GamImagesTests
{
    /// <summary>The images: for root (which needs a user), on musl, with nothing beside the program.</summary>
    public static TheoryData<string, string?> Images => new()
    {
        { TestCluster.GamRootImage, "12345" },
        { TestCluster.GamMuslImage, null },
        { TestCluster.GamScratchImage, null },
    };

    [Theory]
    [MemberData(nameof(Images))]
    public async Task A_session_runs_commands_in_it_under_another_user_than_the_agents(string image, string? user)
    {
        await using var host = await ClusterHost.Start("images", new Dictionary<string, string?>
        {
            ["Images:default-gam-image"] = null,
            ["Images:default-gam-image:Reference"] = image,
            ["Images:default-gam-image:RunAsUser"] = user,
        });
        var (status, created) = await host.Create();
        Assert.True(status == HttpStatusCode.Created, $"{status}: {created}");
        var id = created.Text("session.id");
        await using var socket = await host.Open(id);
        Assert.Equal(0, (await socket.Run("gam info domain"))[^1].Read<ExitData>().ExitCode);

        var (agents, gams) = (UsersOf("GamAgent__SessionId", id), UsersOf("GamRunner__SessionId", id));
        Assert.SkipUnless(agents.Count > 0, "The cluster's processes are not this machine's, or this user may not see them.");
        Assert.DoesNotContain("0", agents.Concat(gams));
        Assert.Empty(agents.Intersect(gams));
    }

    private static HashSet<string> UsersOf(string variable, string id) => ProcessTable.WithEnvironment(variable, id)
        .Select(pid => File.ReadLines($"/proc/{pid}/status").First(line => line.StartsWith("Uid:", StringComparison.Ordinal)).Split('\t')[1])
        .ToHashSet(StringComparer.Ordinal);
}
