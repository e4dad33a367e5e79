using GamAgent.Protocol;
using GamSessions.Pulumi.Stacks;
using PulumiAutomation;

namespace GamSessions.Pulumi.Tests;

/// <summary>What the provider and the cluster say, as reasons of sessions; the texts are real ones.</summary>
public sealed class PulumiFailuresTests
{
    [Theory]
    [InlineData("services \"gam-service-x\" is forbidden: exceeded quota: q, requested: count/services=1, used: count/services=0, limited: count/services=0", EndReason.Quota)]
    [InlineData("deployments.apps \"x\" is forbidden: User \"nobody\" cannot patch resource \"deployments\" in API group \"apps\" in the namespace \"gamgui\"", EndReason.Config)]
    [InlineData("admission webhook \"policy.example\" denied the request: no", EndReason.Policy)]
    [InlineData("configured Kubernetes cluster is unreachable: unable to load schema information from the API server: Get \"https://10.77.0.1:1/openapi/v2\": dial tcp 10.77.0.1:1: connect: connection refused", EndReason.Timeout)]
    [InlineData("configured Kubernetes cluster is unreachable: unable to load schema information from the API server: users \"nobody\" is forbidden: User \"somebody\" cannot impersonate resource \"users\" in API group \"\" at the cluster scope", EndReason.Config)]
    [InlineData("configured Kubernetes cluster is unreachable: unable to load Kubernetes client configuration from kubeconfig file. invalid configuration: no configuration has been provided", EndReason.Config)]
    [InlineData("Ingress.networking.k8s.io \"x\" is invalid: spec.rules: Required value", EndReason.Config)]
    [InlineData("something that nobody has seen before", EndReason.Internal)]
    public void A_failed_resource_has_its_reason_and_the_words_of_the_cluster(string words, EndReason reason)
    {
        var failure = PulumiFailures.ToFailure(new ResourceFailedException("up", [new ResourceFailure("u", "t", "n", words)]));
        Assert.Equal(reason, failure.Reason);
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_an_administrator_has_to_repair_is_config_and_what_passes_is_a_timeout()
    {
        Assert.Equal(EndReason.Config, PulumiFailures.ToFailure(new PassphraseException("x")).Reason);
        Assert.Equal(EndReason.Config, PulumiFailures.ToFailure(new ProviderMissingException("p", "x")).Reason);
        Assert.Equal(EndReason.Config, PulumiFailures.ToFailure(new PulumiCommandNotFoundException("pulumi")).Reason);
        Assert.Equal(EndReason.Timeout, PulumiFailures.ToFailure(new ConcurrentUpdateException("up", [], "x")).Reason);
        Assert.Equal(EndReason.Internal, PulumiFailures.ToFailure(new CommandKilledException("up", 9, 1)).Reason);
    }
}
