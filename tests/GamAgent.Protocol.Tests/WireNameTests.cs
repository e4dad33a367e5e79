using GamAgent.Protocol;

namespace GamAgent.Protocol.Tests;

public sealed class WireNameTests
{
    [Fact]
    public void Members_of_enumerations_are_spelled_in_kebab_case()
    {
        Assert.Equal("out-of-memory", ExitReason.OutOfMemory.ToWireName());
        Assert.Equal(EndReason.MaxLifetime, ProtocolNames.FromWireName<EndReason>("max-lifetime"));
        Assert.Null(ProtocolNames.FromWireName<EndReason>("MaxLifetime"));
    }
}
