using System.Net;
using Cluster.Tests.Hosting;

namespace Cluster.Tests.Starting;

/// <summary>What keeps a session from starting is told by a typed reason and the cluster's own words, and leaves nothing.</summary>
public sealed class FailedStartTests
{
    private const string FarAway = "01:00:00";

    [Fact]
    public Task An_image_that_cannot_be_pulled() => Fails(
        "image-pull", HttpStatusCode.UnprocessableEntity, "no-such-image", new() { ["Images:default-gam-image"] = "localhost/no-such-image:1" });

    [Fact]
    public Task A_pod_that_no_node_takes() => Fails(
        "unschedulable",
        HttpStatusCode.ServiceUnavailable,
        "node",
        new() { ["Kubernetes:PodTemplate:NodeSelector:gam-tests"] = "nowhere", ["Limits:UnschedulableAfter"] = "00:00:02" });

    [Fact]
    public Task A_full_quota() => Fails(
        "quota",
        HttpStatusCode.ServiceUnavailable,
        "exceeded quota",
        [],
        """
        apiVersion: v1
        kind: ResourceQuota
        metadata: {name: none}
        spec: {hard: {pods: "0"}}
        """);

    [Fact]
    public Task A_namespace_that_refuses_such_pods() => Fails(
        "policy",
        HttpStatusCode.UnprocessableEntity,
        "forbidden",
        [],
        """
        apiVersion: v1
        kind: LimitRange
        metadata: {name: small}
        spec: {limits: [{type: Container, max: {memory: 96Mi}}]}
        """);

    [Fact]
    public Task An_image_that_was_built_for_root() => Fails(
        "config", HttpStatusCode.UnprocessableEntity, "RunAsUser", new() { ["Images:default-gam-image"] = TestCluster.GamRootImage });

    [Fact]
    public Task An_image_in_which_GAM_is_somewhere_else() => Fails(
        "config",
        HttpStatusCode.UnprocessableEntity,
        "GamPath",
        new() { ["Images:default-gam-image"] = null, ["Images:default-gam-image:Reference"] = TestCluster.GamImage, ["Images:default-gam-image:GamPath"] = "/nowhere/gam" });

    [Fact]
    public Task A_program_that_keeps_ending_before_it_was_ready_once() => Fails(
        "crash-loop",
        HttpStatusCode.ServiceUnavailable,
        "gam ended",
        new()
        {
            ["Images:default-gam-image"] = null,
            ["Images:default-gam-image:Reference"] = TestCluster.GamImage,

            // With 4 KiB of memory of its own the runner ends before it can say a word.
            ["Images:default-gam-image:Env:DOTNET_GCHeapHardLimit"] = "1000",
        });

    [Fact]
    public Task A_start_that_takes_too_long() => Fails(
        "timeout",
        HttpStatusCode.ServiceUnavailable,
        "not-there",
        new() { ["Kubernetes:PodTemplate:CaConfigMap"] = "not-there", ["Limits:StartDeadline"] = "00:00:30" },
        deadline: null);

    // A deadline far away shows that nothing waits for it.
    private static async Task Fails(
        string reason, HttpStatusCode status, string words, Dictionary<string, string?> settings, string? manifest = null, string? deadline = FarAway)
    {
        if (deadline is not null)
        {
            settings["Limits:StartDeadline"] = deadline;
        }

        await using var host = await ClusterHost.Start(
            "fail", settings, space => manifest is null ? Task.CompletedTask : Kubectl.Apply(manifest.Replace("metadata: {", $"metadata: {{namespace: {space.Name}, ", StringComparison.Ordinal)));
        var (answered, problem) = await host.Create();
        var id = problem.TryAt("sessionId")?.GetString() ?? problem.Text("session.id");
        var failed = await host.Reached.Settled(id);
        Assert.True((failed.Text("status"), failed.Text("reason")) == ("failed", reason), $"{failed}\n{await host.Reached.Log()}");
        Assert.Contains(words, failed.Text("message"), StringComparison.Ordinal);
        await host.Reached.IsGone(id);

        // On a busy node the create may have been answered before it was settled.
        if (answered != HttpStatusCode.Accepted)
        {
            Assert.Equal((status, reason), (answered, problem.Text("code")));
            Assert.Contains(words, problem.Text("detail"), StringComparison.Ordinal);
        }
    }
}
