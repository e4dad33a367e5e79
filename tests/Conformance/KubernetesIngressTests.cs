using Conformance.Tests.Engines;

namespace Conformance.Tests;

/// <summary>The whole suite in a cluster, straight into the pods by Ingress.</summary>
public sealed class KubernetesIngressTests : EngineConformance
{
    protected override IEngineUnderTest CreateEngine() => new KubernetesEngineUnderTest("ingress");
}
