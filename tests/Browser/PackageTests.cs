using Browser.Tests.Node;

namespace Browser.Tests;

/// <summary>The client package's own tests, against started hosts.</summary>
[Collection(NodeCollection.Name)]
public sealed class PackageTests
{
    public static TheoryData<string> Suites => [.. NodeSuite.Files("client", "package", "tests")];

    [Theory]
    [MemberData(nameof(Suites))]
    public Task The_package_passes_its_tests(string file) => NodeSuite.Run("package", file);
}
