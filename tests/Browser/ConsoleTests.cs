using Browser.Tests.Node;

namespace Browser.Tests;

/// <summary>The web console in Debian's Chromium, against started hosts that serve it.</summary>
[Collection(NodeCollection.Name)]
public sealed class ConsoleTests
{
    public static TheoryData<string> Suites => [.. NodeSuite.Files("client", "console", "tests")];

    [Theory]
    [MemberData(nameof(Suites))]
    public Task The_console_passes_its_tests(string file)
    {
        NodeSuite.Chromium();
        return NodeSuite.Run("console", file);
    }
}
