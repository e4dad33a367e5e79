using System.Text.Json;
using Xunit;

namespace TestKit;

/// <summary>Node.js and the clients in <c>tests/Node</c>; a test that asks for them is skipped where they are not.</summary>
public static class NodePrograms
{
    /// <summary>Node.js.</summary>
    public static string Node
    {
        get
        {
            var node = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Select(folder => Path.Combine(folder, "node")).FirstOrDefault(File.Exists);
            Assert.SkipWhen(node is null, "It needs Node.js on PATH.");
            return node!;
        }
    }

    /// <summary>Starts a client of <c>tests/Node/clients</c>.</summary>
    /// <param name="name">Its file, without its end.</param>
    /// <param name="arguments">Its arguments; what is no text is written as JSON.</param>
    public static NodeClient Start(string name, params object[] arguments)
    {
        Assert.SkipUnless(
            Directory.Exists(RepositoryRoot.Combine("tests", "Node", "node_modules", "socket.io-client")), "Its clients are not installed: run `npm ci` in tests/Node.");
        var script = RepositoryRoot.Combine("tests", "Node", "clients", $"{name}.mjs");
        return new NodeClient(StartedProgram.Start(Node, [script, .. arguments.Select(a => a as string ?? JsonSerializer.Serialize(a))]));
    }

    /// <summary>Starts a Chromium in which clients may open pages, and returns its address with it.</summary>
    /// <param name="program">Chromium, or what starts it.</param>
    public static async Task<(NodeClient Browser, string Endpoint)> StartBrowser(string program)
    {
        var browser = Start("chromium", program);
        try
        {
            return (browser, (await browser.Next("browser")).Text("endpoint"));
        }
        catch
        {
            await browser.DisposeAsync();
            throw;
        }
    }
}
