using GamSessions.Manifests;
using GamSessions.Options;
using GamSessions.Pulumi.Programs;

namespace GamSessions.Pulumi.Tests;

/// <summary>A session as a Pulumi YAML program.</summary>
public sealed class SessionProgramTests
{
    [Fact]
    public void Every_object_is_a_resource_that_is_not_waited_for()
    {
        var program = Write("ingress", force: false);
        foreach (var type in (string[])["apps/v1:Deployment", "core/v1:Service", "networking.k8s.io/v1:Ingress", "networking.k8s.io/v1:NetworkPolicy"])
        {
            Assert.Contains($"type: kubernetes:{type}", program, StringComparison.Ordinal);
        }

        Assert.Equal(4, program.Split("pulumi.com/skipAwait: \"true\"").Length - 1);
        Assert.DoesNotContain("patchForce", program, StringComparison.Ordinal);
        Assert.Equal(4, Write("ingress", force: true).Split("pulumi.com/patchForce: \"true\"").Length - 1);
        Assert.Contains("- ${policy}", program, StringComparison.Ordinal);
        Assert.Contains("ws://gam.example.com/p/ws/session/one-abcdefghij/", program, StringComparison.Ordinal);
    }

    [Fact]
    public void The_exposure_router_has_no_rule_and_no_output_of_one()
    {
        var program = Write("router", force: false);
        Assert.DoesNotContain("ingress:\n    type", program, StringComparison.Ordinal);
        Assert.DoesNotContain("${ingress", program, StringComparison.Ordinal);
    }

    [Fact]
    public void The_exposure_gateway_has_a_route_of_the_Gateway_API()
    {
        var program = Write("gateway", force: false, options => options.Kubernetes.Gateway.Name = "edge");
        Assert.Contains("type: kubernetes:yaml/v2:ConfigGroup", program, StringComparison.Ordinal);
        Assert.Contains("kind: HTTPRoute", program, StringComparison.Ordinal);
        Assert.Equal(4, program.Split("pulumi.com/skipAwait: \"true\"").Length - 1);
        Assert.DoesNotContain("${ingress", program, StringComparison.Ordinal);
    }

    [Fact]
    public void A_dollar_in_a_manifest_is_no_reference()
    {
        var program = Write("router", force: false, options => options.Kubernetes.PodTemplate.Annotations["note"] = "costs ${HOME} and $5");
        Assert.Contains("costs $${HOME} and $5", program, StringComparison.Ordinal);
    }

    [Fact]
    public void A_program_that_somebody_changed_can_take_over_what_is_there()
    {
        var changed = Write("ingress", force: false).Replace("revisionHistoryLimit: 0", "revisionHistoryLimit: 3", StringComparison.Ordinal);
        var taking = SessionProgram.TakingOver(changed);
        Assert.Equal(4, taking.Split("pulumi.com/patchForce: \"true\"").Length - 1);
        Assert.Contains("revisionHistoryLimit: 3", taking, StringComparison.Ordinal);
        Assert.Equal(taking, SessionProgram.TakingOver(taking));
    }

    private static string Write(string exposure, bool force, Action<GamSessionsOptions>? change = null)
    {
        var options = new GamSessionsOptions { Engine = "pulumi", Exposure = exposure, PublicUrl = new Uri("http://gam.example.com/p"), DataFolder = "/x" };
        options.Kubernetes.AgentImage = "agent:1";
        options.Images["default-gam-image"] = new ImageOptions { Reference = "gam:1" };
        change?.Invoke(options);
        var spec = Specs.New();
        return SessionProgram.Write(spec, SessionManifests.Build(spec, options), options, force);
    }
}
