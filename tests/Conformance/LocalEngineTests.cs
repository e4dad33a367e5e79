using Conformance.Tests.Engines;

namespace Conformance.Tests;

/// <summary>The suite on the local engine.</summary>
public sealed class LocalEngineTests : EngineConformance
{
    protected override IEngineUnderTest CreateEngine() => new LocalEngineUnderTest();
}
