using Conformance.Tests.Engines;

namespace Conformance.Tests;

/// <summary>The websocket part with a Pulumi stack for each session, by HTTPRoute.</summary>
public sealed class PulumiGatewayTests : WebsocketConformance
{
    protected override IEngineUnderTest CreateEngine() => new PulumiEngineUnderTest("gateway");
}
