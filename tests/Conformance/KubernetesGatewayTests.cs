using Conformance.Tests.Engines;

namespace Conformance.Tests;

/// <summary>The websocket part in a cluster, by HTTPRoute.</summary>
public sealed class KubernetesGatewayTests : WebsocketConformance
{
    protected override IEngineUnderTest CreateEngine() => new KubernetesEngineUnderTest("gateway");
}
