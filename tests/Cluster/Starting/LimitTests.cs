using System.Net;
using System.Net.Http.Json;
using Cluster.Tests.Hosting;

namespace Cluster.Tests.Starting;

/// <summary>Full limits: our own, which sessions that only start count against, and the cluster's.</summary>
public sealed class LimitTests
{
    // A session's pod never gets a node here: it stays as it starts.
    private static readonly Dictionary<string, string?> Nowhere = new()
    {
        ["Kubernetes:PodTemplate:NodeSelector:gam-tests"] = "nowhere",
        ["Limits:UnschedulableAfter"] = "01:00:00",
        ["Limits:StartDeadline"] = "01:00:00",
    };

    [Theory]
    [InlineData("MaxSessionsPerOwner")]
    [InlineData("MaxSessions")]
    public async Task Sessions_that_only_start_count_against_a_limit_and_a_full_one_is_told_with_a_time(string limit)
    {
        await using var host = await ClusterHost.Start("limit", new Dictionary<string, string?>(Nowhere) { [$"Limits:{limit}"] = "1" });
        var first = await Ask(host);
        Assert.Equal(HttpStatusCode.Accepted, first.StatusCode);
        Assert.Equal("starting", JsonReading.Parse(await first.Content.ReadAsStringAsync()).Text("session.status"));

        var second = await Ask(host);
        Assert.Equal(HttpStatusCode.TooManyRequests, second.StatusCode);
        Assert.True(second.Headers.RetryAfter?.Delta > TimeSpan.Zero);
        Assert.Equal("limit", JsonReading.Parse(await second.Content.ReadAsStringAsync()).Text("code"));

        // One that was never scheduled is deleted like any other, and makes room.
        var id = JsonReading.Parse(await first.Content.ReadAsStringAsync()).Text("session.id");
        await host.Reached.Delete(id);
        Assert.Equal("deleted", (await host.WaitFor(id, "ended")).Text("reason"));
        await host.Reached.IsGone(id);
        Assert.Equal(HttpStatusCode.Accepted, (await Ask(host)).StatusCode);
    }

    [Fact]
    public async Task A_resource_quota_that_another_session_fills_is_told_as_that()
    {
        await using var host = await ClusterHost.Start("quota", prepare: space => Kubectl.Apply($$"""
            apiVersion: v1
            kind: ResourceQuota
            metadata: {name: one, namespace: {{space.Name}} }
            spec: {hard: {pods: "1"} }
            """));
        var id = await host.CreateReady();
        using var refused = await Ask(host, "wait=50");
        var problem = JsonReading.Parse(await refused.Content.ReadAsStringAsync());
        var failed = await host.Reached.Settled(problem.TryAt("sessionId")?.GetString() ?? problem.Text("session.id"));
        Assert.Equal(("failed", "quota"), (failed.Text("status"), failed.Text("reason")));
        Assert.Contains("exceeded quota: one", failed.Text("message"), StringComparison.Ordinal);
        Assert.True(refused.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.Accepted, refused.ToString());

        await host.Reached.Delete(id);
        await host.Reached.IsGone(id);
        // What is used is counted by a controller, which comes after the pod's end.
        await Eventually.True("the quota has room", async () =>
            await Kubectl.Run("get", "resourcequota", "one", "-n", host.Space.Name, "-o", "jsonpath={.status.used.pods}") == "0", TestCluster.Patience);
        await host.CreateReady("Another");
    }

    private static async Task<HttpResponseMessage> Ask(ClusterHost host, string prefer = "wait=0")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/sessions") { Content = JsonContent.Create(new { name = "Limited" }) };
        request.Headers.Add("Prefer", prefer);
        return await host.Reached.Http.SendAsync(request, TestContext.Current.CancellationToken);
    }
}
