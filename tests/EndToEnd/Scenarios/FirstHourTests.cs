using EndToEnd.Tests.Hosting;
using GamAgent.Protocol;

namespace EndToEnd.Tests.Scenarios;

/// <summary>What the README's first minutes promise, against the started host.</summary>
public sealed class FirstHourTests
{
    [Fact]
    public async Task A_create_answers_with_a_session_and_a_websocket_that_streams_a_command_and_its_one_exit()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProgram.Start(folder.Path);
        var created = await host.Create();
        Assert.Equal("ready", created.Text("session.status"));
        var id = created.Text("session.id");
        Assert.Equal($"/ws/session/{id}/", created.Text("websocketInfo.path"));

        await using var socket = await GamSocket.Connect(new Uri(created.Text("websocketInfo.url")), new GamSocketOptions { OfferSubprotocol = false });
        var connected = await socket.Next();
        Assert.Equal(EventNames.Connected, connected.Event);
        Assert.Equal(id, connected.Read<ConnectedData>().SessionId);

        await socket.SendText("gam info domain");
        var events = await socket.ReadUntil(EventNames.Exit);
        Assert.Equal(0, events[^1].Read<ExitData>().ExitCode);
        Assert.Contains("example.com", events.OutputText(OutputStream.Stdout), StringComparison.Ordinal);

        // Nothing but the state comes after the exit, and no second exit.
        await socket.SendFrame("ping", "after");
        var rest = await socket.ReadUntil(EventNames.Pong);
        Assert.All(rest, e => Assert.Contains(e.Event, (string[])[EventNames.State, EventNames.Pong]));
    }

    [Fact]
    public async Task A_child_that_block_buffers_on_pipes_is_seen_line_by_line()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProgram.Start(folder.Path);
        var id = await host.CreateId();
        await using var socket = await host.Open(id);

        // It prints a line and then waits for longer than any test: what is seen was seen before the end.
        await socket.SendText("gam slow 2 3600000");
        var seen = await socket.ReadUntil(EventNames.Output, e => e.Stream == OutputStream.Stdout);
        Assert.Contains("line 1 of 2", seen.OutputText(), StringComparison.Ordinal);
        await socket.SendFrame("cancel");
        Assert.Equal(ExitReason.Cancelled, (await socket.WaitFor(EventNames.Exit)).Read<ExitData>().Reason);
    }

    [Fact]
    public async Task A_second_websocket_sees_the_same_events_and_one_that_comes_back_misses_and_repeats_nothing()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProgram.Start(folder.Path);
        var id = await host.CreateId();
        await using var first = await host.Open(id);
        await using var second = await host.Open(id);
        await second.WaitFor(EventNames.Connected);
        await first.SendFrame("exec", new { command = "gam slow 40 25", id = "c1" });

        long last;
        List<EventEnvelope> pieces = [];
        await using (var leaving = await host.Open(id, after: 0))
        {
            pieces.AddRange(await leaving.ReadUntil(EventNames.Output, e => e.Data.GetString()!.Contains("line 7 ", StringComparison.Ordinal)));
            last = pieces.Max(e => e.Seq ?? 0);
        }

        await using var back = await host.Open(id, after: last);
        pieces.AddRange(await back.ReadUntil(EventNames.Exit));

        var whole = await first.ReadUntil(EventNames.Exit);
        var other = await second.ReadUntil(EventNames.Exit);
        var expected = string.Concat(Enumerable.Range(1, 40).Select(i => $"line {i} of 40\n"));
        Assert.Equal(expected, whole.OutputText(OutputStream.Stdout));
        Assert.Equal(expected, pieces.OutputText(OutputStream.Stdout));
        Assert.Equal(Journal(whole), Journal(other));
        var numbers = Journal(pieces).Select(e => e.Seq).ToArray();
        Assert.Equal(Enumerable.Range(1, numbers.Length).Select(i => (long?)i), numbers);
    }

    [Theory]
    [InlineData("gam echo 'two words' \"a \\\"quote\\\"\" back\\\\slash", "two words\na \"quote\"\nback\\slash\n")]
    [InlineData("gam echo $HOME * ~ '$(id)'", "$HOME\n*\n~\n$(id)\n")]
    [InlineData("$ gam echo é✓𝄞", "é✓𝄞\n")]
    public async Task Arguments_arrive_as_they_were_typed(string line, string printed)
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProgram.Start(folder.Path);
        var id = await host.CreateId();
        await using var socket = await host.Open(id);
        await socket.SendText(line);
        Assert.Equal(printed, (await socket.ReadUntil(EventNames.Exit)).OutputText(OutputStream.Stdout));
    }

    [Fact]
    public async Task A_prompt_is_shown_at_once_and_the_next_line_answers_it()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProgram.Start(folder.Path);
        var id = await host.CreateId();
        await using var socket = await host.Open(id);
        await socket.SendText("gam ask");
        await socket.ReadUntil(EventNames.Output, e => e.Data.GetString()!.EndsWith(' '));
        await socket.WaitFor(EventNames.State, e => e.Read<StateData>().Conditions.Contains(SessionCondition.AskedForInput));
        await socket.SendText("four");
        Assert.Contains("4 characters", (await socket.ReadUntil(EventNames.Exit)).OutputText(), StringComparison.Ordinal);
    }

    private static IReadOnlyList<(long? Seq, string Event, string Data)> Journal(IEnumerable<EventEnvelope> events) =>
        [.. events.Where(e => e.Seq is not null).Select(e => (e.Seq, e.Event, e.Data.GetRawText()))];
}
