using Conformance.Tests.Engines;

namespace Conformance.Tests;

/// <summary>The websocket part in a cluster, through the control plane alone.</summary>
public sealed class KubernetesRouterTests : WebsocketConformance
{
    protected override IEngineUnderTest CreateEngine() => new KubernetesEngineUnderTest("router");
}
