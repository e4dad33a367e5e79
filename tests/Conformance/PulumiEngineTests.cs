using Conformance.Tests.Engines;

namespace Conformance.Tests;

/// <summary>The whole suite with a Pulumi stack for each session, on the real cluster.</summary>
public sealed class PulumiEngineTests : EngineConformance
{
    protected override IEngineUnderTest CreateEngine() => new PulumiEngineUnderTest();
}
