using EndToEnd.Tests.Hosting;

namespace EndToEnd.Tests.SocketIo;

/// <summary>What the documentation shows, with an unmodified <c>socket.io-client</c>, over each of its transports.</summary>
public sealed class DocumentedScenarioTests(SharedHost shared) : IClassFixture<SharedHost>
{
    private readonly HostProgram _host = shared.Host;

    public static TheoryData<string?> Transports => [.. SocketIoClients.Transports];

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task A_command_line_as_a_plain_text_runs_and_its_output_comes_as_texts(string? transport)
    {
        var (id, token) = await _host.CreateWithToken();
        await using var client = SocketIoClients.Enter(_host.Url, id, transport, new { token });
        Assert.Equal(id, (await client.Event("connected"))[0].Text("sessionId"));

        await client.Emit("input", "gam info domain");
        var exit = await client.Event("exit");

        Assert.Equal(0, exit[0].GetProperty("exitCode").GetInt32());
        Assert.Contains("Primary Domain: example.com", client.Output(), StringComparison.Ordinal);
        var names = client.EventNames();
        Assert.Equal("connected", names[0]);
        Assert.True(names.ToList().LastIndexOf("output") < names.ToList().IndexOf("exit"));
        Assert.Equal(1, names.Count(name => name == "exit"));
        Assert.Matches(@"^\w+:\d+$", exit[2].GetString());
    }

    [Fact]
    public async Task Without_token_and_final_slash_it_works_on_the_loopback_too()
    {
        var id = await _host.CreateId();
        await using var client = NodePrograms.Start("socket-io", $"http://{_host.Url.Authority}/ws/session/{id}");

        Assert.Equal("local", (await client.Next("connect")).Text("is") == "connect" ? "local" : "");
        await client.Emit("exec", new { args = (string[])["echo", "a b"], id = "c1" });
        Assert.Equal("c1", (await client.Event("exit"))[0].Text("id"));
        Assert.Equal("a b\n", client.Output());
    }

    [Fact]
    public async Task A_prompt_is_shown_at_once_and_answered_by_a_line()
    {
        var id = await _host.CreateId();
        await using var client = SocketIoClients.Enter(_host.Url, id, null, new { });
        await client.Event("connected");
        await client.Emit("exec", "gam ask 'Your name: '");
        await client.Next("the prompt", line => line.Text("is") == "event" && line.Text("event") == "output");
        Assert.Equal("Your name: ", client.Output());

        await client.Emit("stdin", "Ada\n");

        Assert.Equal(0, (await client.Event("exit"))[0].GetProperty("exitCode").GetInt32());
        Assert.Equal("Your name: The answer has 3 characters\n", client.Output());
        Assert.Contains("input", client.EventNames());
    }

    [Fact]
    public async Task Input_closed_at_a_prompt_is_told_as_asked_for_input()
    {
        var id = await _host.CreateId();
        await using var client = SocketIoClients.Enter(_host.Url, id, "polling", new { });
        await client.Event("connected");
        await client.Emit("exec", "gam ask");
        await client.Event("output");

        await client.Emit("stdin", new { eof = true });

        Assert.Equal("prompt-closed", (await client.Event("exit"))[0].Text("reason"));
    }

    [Fact]
    public async Task A_client_that_comes_when_all_is_over_gets_one_exit_or_is_told_of_it()
    {
        var id = await _host.CreateId();
        await using var first = SocketIoClients.Enter(_host.Url, id, null, new { });
        await first.Event("connected");
        await first.Emit("input", "gam echo once");
        await first.Event("exit");

        await using var all = SocketIoClients.Enter(_host.Url, id, null, new { after = 0 });
        await using var late = SocketIoClients.Enter(_host.Url, id, null, new { });

        await all.Event("exit");
        Assert.Equal("exited", (await late.Event("connected"))[0].Text("lastExit.reason"));
        await all.Emit("ping", "end");
        await late.Emit("ping", "end");
        await all.Event("pong");
        await late.Event("pong");
        Assert.Equal("once\n", all.Output());
        Assert.Equal(1, all.EventNames().Count(name => name == "exit"));
        Assert.DoesNotContain("exit", late.EventNames());
    }

    [Fact]
    public async Task Binary_arguments_and_what_is_too_large_are_refused_in_words_and_the_socket_goes_on()
    {
        var id = await _host.CreateId();
        await using var client = SocketIoClients.Enter(_host.Url, id, "websocket", new { });
        await client.Event("connected");

        await client.Tell(new { emit = "stdin", args = new object[] { new Dictionary<string, string> { ["$bytes"] = "AQI=" } }, ack = true });
        var error = await client.Event("error");
        Assert.Equal("bad-frame", error[0].Text("code"));
        Assert.Contains("base64", error[0].Text("hint"), StringComparison.Ordinal);
        Assert.False((await client.Next("ack")).GetProperty("args")[0].GetProperty("ok").GetBoolean());

        await client.Emit("input", new string('x', 70_000));
        Assert.Equal("too-large", (await client.Event("error"))[0].Text("code"));
        await client.Emit("nonsense", 1);
        Assert.Equal("bad-frame", (await client.Event("error"))[0].Text("code"));
        await client.Emit("ping", "still here");
        Assert.Equal("still here", (await client.Event("pong"))[0].GetString());
    }
}
