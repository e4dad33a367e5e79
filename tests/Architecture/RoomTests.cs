using GamSessions;
using NetArchTest.Rules;

namespace Architecture.Tests;

/// <summary>Inside the control plane, the rooms depend on each other one way.</summary>
public sealed class RoomTests
{
    private static readonly string[] Engines = ["GamSessions.Provisioning.Local", "GamSessions.Provisioning.Kubernetes", "GamSessions.Provisioning.Pulumi"];

    [Theory]
    [InlineData("GamSessions.Sessions")]
    [InlineData("GamSessions.Access")]
    [InlineData("GamSessions.Store")]
    [InlineData("GamSessions.AgentLink")]
    [InlineData("GamSessions.Routing")]
    public void No_room_depends_on_an_engine(string room) => Holds(
        Types.InAssembly(typeof(GamSessionsServiceCollectionExtensions).Assembly).That().ResideInNamespaceStartingWith(room).ShouldNot().HaveDependencyOnAny(Engines));

    [Theory]
    [InlineData("GamSessions.Sessions")]
    [InlineData("GamSessions.Store")]
    [InlineData("GamSessions.Provisioning")]
    [InlineData("GamSessions.AgentLink")]
    public void No_room_depends_on_the_endpoints(string room) => Holds(
        Types.InAssembly(typeof(GamSessionsServiceCollectionExtensions).Assembly).That().ResideInNamespaceStartingWith(room).ShouldNot().HaveDependencyOnAny("GamSessions.Api", "GamSessions.Routing"));

    [Fact]
    public void The_rules_look_at_types_that_are_there() =>
        Assert.NotEmpty(Types.InAssembly(typeof(GamSessionsServiceCollectionExtensions).Assembly).That().ResideInNamespaceStartingWith("GamSessions.Sessions").GetTypes());

    private static void Holds(ConditionList rule)
    {
        var result = rule.GetResult();
        Assert.True(result.IsSuccessful, $"These do: {string.Join(", ", result.FailingTypeNames ?? [])}");
    }
}
