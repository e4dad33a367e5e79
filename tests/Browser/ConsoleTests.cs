using Browser.Tests.Node;

namespace Browser.Tests;

/// <summary>The web console in Debian's Chromium, against started hosts that serve it.</summary>
[Collection(NodeCollection.Name)]
public sealed class ConsoleTests
{
    public static TheoryData<string> Suites => NodeSuite.Files("client", "console", "tests");

    [Theory]
    [MemberData(nameof(Suites))]
    public Task The_console_passes_its_tests(string file)
    {
        string[] programs = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
        if (Environment.GetEnvironmentVariable("GAM_SESSIONS_TEST_CHROMIUM") is null && !programs.Any(File.Exists))
        {
            Assert.Skip("Chromium is needed (Debian: apt-get install chromium), or GAM_SESSIONS_TEST_CHROMIUM that names it.");
        }

        return NodeSuite.Run("console", file);
    }
}
