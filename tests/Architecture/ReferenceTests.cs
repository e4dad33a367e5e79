using System.Xml.Linq;

namespace Architecture.Tests;

/// <summary>References go one way only.</summary>
public sealed class ReferenceTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["agent/GamAgent.Protocol"] = [],
        ["agent/GamAgent.Runner"] = ["agent/GamAgent.Protocol"],
        ["agent/GamAgent.Server"] = ["agent/GamAgent.Protocol"],
        ["controlplane/GamSessions"] = ["agent/GamAgent.Protocol", "controlplane/SocketIo"],
        ["controlplane/SocketIo"] = [],
        ["infra-pulumi/Automation"] = [],
        ["infra-pulumi/Sessions"] = ["controlplane/GamSessions", "infra-pulumi/Automation"],
        ["samples/gam"] = [],
        ["tests/Dummy"] = [],
    };

    public static TheoryData<string> Restricted => [.. Allowed.Keys];

    // The bench measures; it is no product, and starts programs as tests do.
    public static TheoryData<string> Product =>
        [.. Projects.Where(project => !project.StartsWith("tests/", StringComparison.Ordinal) && !project.StartsWith("bench/", StringComparison.Ordinal))];

    private static IEnumerable<string> Projects => Repository.Files.Where(file => file.EndsWith(".csproj", StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Restricted))]
    public void A_project_compiles_against_those_below_it_only(string folder) =>
        Assert.Equal(Allowed[folder], References(Projects.Single(project => Path.GetDirectoryName(project) == folder)));

    [Fact]
    public void The_protocol_has_no_packages() =>
        Assert.Empty(XDocument.Parse(Repository.Read("agent/GamAgent.Protocol/GamAgent.Protocol.csproj")).Descendants("PackageReference"));

    [Theory]
    [InlineData("agent/GamAgent.Runner/GamAgent.Runner.csproj")]
    [InlineData("agent/GamAgent.Server/GamAgent.Server.csproj")]
    public void The_agent_has_no_Kubernetes_client_and_no_store(string project) =>
        Assert.DoesNotContain(
            XDocument.Parse(Repository.Read(project)).Descendants("PackageReference").Select(package => (string)package.Attribute("Include")!),
            name => name.StartsWith("Kubernetes", StringComparison.Ordinal) || name.StartsWith("Microsoft.EntityFrameworkCore", StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Product))]
    public void No_product_project_compiles_against_a_test(string project) =>
        Assert.DoesNotContain(References(project), reference => reference.StartsWith("tests/", StringComparison.Ordinal));

    [Fact]
    public void Every_project_is_in_the_solution()
    {
        var solution = Repository.Read("GamAgent.sln").Replace('\\', '/');
        Assert.All(Projects.Where(project => !project.StartsWith("eng/", StringComparison.Ordinal)), project => Assert.Contains($"\"{project}\"", solution, StringComparison.Ordinal));
    }

    [Fact]
    public void Versions_of_packages_stand_in_one_place() =>
        Assert.DoesNotContain(Projects.SelectMany(project => XDocument.Parse(Repository.Read(project)).Descendants("PackageReference")), package => package.Attribute("Version") is not null);

    private static string[] References(string project) =>
    [
        .. XDocument.Parse(Repository.Read(project)).Descendants("ProjectReference")
            .Where(reference => (string?)reference.Attribute("ReferenceOutputAssembly") != "false")
            .Select(reference => Path.GetRelativePath("/", Path.GetDirectoryName(Path.GetFullPath(Path.Combine("/", Path.GetDirectoryName(project)!, (string)reference.Attribute("Include")!)))!))
            .Order(StringComparer.Ordinal),
    ];
}
