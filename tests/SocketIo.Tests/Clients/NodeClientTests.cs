using System.Text.RegularExpressions;

namespace SocketIo.Tests.Clients;

/// <summary>The unmodified clients from npm, against the host that protocol suites use, over each of their transports.</summary>
public sealed partial class NodeClientTests : IAsyncLifetime
{
    private StartedProgram _host = null!;
    private string _url = null!;

    public static TheoryData<string, string> Transports => new()
    {
        { """["polling"]""", "polling" },
        { """["websocket"]""", "websocket" },
        { """["polling","websocket"]""", "websocket" },
    };

    public async ValueTask InitializeAsync()
    {
        var program = Path.Combine(RepositoryRoot.OutputOf("tests/SocketIo.TestHost"), "SocketIo.TestHost");
        _host = StartedProgram.Start(program, ["--port", "0", "--pingTimeout", "60000"]);
        _url = Address().Match(await _host.Output.WaitForLine(line => Address().IsMatch(line))).Value;
    }

    public ValueTask DisposeAsync() => _host.DisposeAsync();

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Engine_io_client_sends_gets_and_stays(string transports, string last)
    {
        await using var client = NodePrograms.Start("engine-io", _url, $$"""{"transports":{{transports}}}""");
        var open = await client.Next("open");
        if (open.Text("transport") != last)
        {
            Assert.Equal(last, (await client.Next("upgrade")).Text("transport"));
        }

        await client.Tell(new { send = "hello €" });
        Assert.Equal("hello €", (await client.Next("message")).Text("data"));
        await client.Tell(new { send = new Dictionary<string, string> { ["$bytes"] = "AQIDBA==" } });
        Assert.Equal("AQIDBA==", (await client.Next("message")).GetProperty("data").GetProperty("$bytes").GetString());
        await client.Next("ping");
        await client.Next("ping");
        await client.Tell(new { send = "still here" });
        Assert.Equal("still here", (await client.Next("message")).Text("data"));
        client.CloseInput();
        Assert.Equal("forced close", (await client.Next("close")).Text("reason"));
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Socket_io_client_emits_acknowledges_and_sends_bytes(string transports, string last)
    {
        await using var client = NodePrograms.Start("socket-io", _url, $$"""{"transports":{{transports}},"auth":{"token":"123"} }""");
        await client.Next("connect");
        Assert.Equal("123", (await client.Event("auth"))[0].Text("token"));
        await Eventually.True("it is on its last transport", async () =>
        {
            await client.Tell(new { does = "upgrade-name" });
            return (await client.Next("transport")).Text("transport") == last;
        });

        var bytes = new Dictionary<string, string> { ["$bytes"] = "AQIDBA==" };
        await client.Emit("message", 1, "2", new { deep = new object[] { bytes } });
        Assert.Equal("""[1,"2",{"deep":[{"$bytes":"AQIDBA=="}]}]""", (await client.Event("message-back")).GetRawText());
        await client.Tell(new { emit = "message-with-ack", args = new object[] { bytes, "x" }, ack = true });
        Assert.Equal("""[{"$bytes":"AQIDBA=="},"x"]""", (await client.Next("ack")).GetProperty("args").GetRawText());
        client.CloseInput();
        Assert.Equal("io client disconnect", (await client.Next("disconnect")).Text("reason"));
    }

    [Fact]
    public async Task Socket_io_client_is_told_of_a_namespace_that_is_none()
    {
        await using var client = NodePrograms.Start("socket-io", _url + "/random");

        Assert.Equal("Invalid namespace", (await client.Next("connect_error")).Text("message"));
    }

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Address();
}
