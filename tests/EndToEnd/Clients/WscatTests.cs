using EndToEnd.Tests.Hosting;

namespace EndToEnd.Tests.Clients;

/// <summary>The unmodified <c>wscat</c>, as the documentation has it.</summary>
public sealed class WscatTests
{
    [Fact]
    public async Task Typing_into_wscat_runs_a_command_and_shows_its_end()
    {
        var (node, wscat) = Wscat();
        using var folder = new TemporaryFolder();
        await using var host = await HostProgram.Start(folder.Path);
        var id = await host.CreateId();
        await using var client = StartedProgram.Start(node, [wscat, "-c", host.SocketUri(id).ToString()]);

        await client.Output.WaitForText("\"event\":\"connected\"");
        await client.Write("gam info domain\n");
        await client.Output.WaitForText("\"event\":\"exit\"");
        var text = client.Output.Text;
        Assert.Contains("example.com", text, StringComparison.Ordinal);
        Assert.Contains("\"reason\":\"exited\"", text, StringComparison.Ordinal);
        Assert.True(text.LastIndexOf("\"event\":\"output\"", StringComparison.Ordinal) < text.IndexOf("\"event\":\"exit\"", StringComparison.Ordinal));
    }

    private static (string Node, string Wscat) Wscat()
    {
        var node = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(f => Path.Combine(f, "node")).FirstOrDefault(File.Exists);
        var wscat = RepositoryRoot.Combine("tests", "Node", "node_modules", "wscat", "bin", "wscat");
        if (node is null)
        {
            Assert.Skip("wscat needs Node.js on PATH.");
        }

        if (!File.Exists(wscat))
        {
            Assert.Skip("wscat is not installed: run `npm ci` in tests/Node.");
        }

        return (node, wscat);
    }
}
