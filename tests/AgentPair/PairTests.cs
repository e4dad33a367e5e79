using System.Globalization;
using System.Text;
using GamAgent.Protocol;
using GamAgent.Protocol.Settings;
using TestKit;

namespace AgentPair.Tests;

public sealed class PairTests
{
    public static TheoryData<ProgramForm> Forms => [ProgramForm.Jit, ProgramForm.Aot];

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_typed_line_streams_what_is_printed_as_it_is_printed_and_exit_comes_last_and_once(ProgramForm form)
    {
        await using var pair = await Pair.Start(form, "/bin/sh");
        await using var socket = await pair.Client(subprotocol: false);
        Assert.Null(socket.Subprotocol);
        await socket.WaitFor(EventNames.Connected);
        await socket.SendText("gam -c 'for i in 1 2 3; do echo $i; read go; done'\r\n");
        List<EventEnvelope> events = [];
        for (var i = 1; i <= 3; i++)
        {
            events.AddRange(await socket.ReadUntil(EventNames.Output, e => e.Data.GetString() == $"{i}\n"));
            await socket.SendFrame("stdin", new { text = "\n" });
        }

        events.AddRange(await socket.ReadUntil(EventNames.State, e => e.Data.Text("state") == "idle"));
        Assert.Equal("started", events[0].Event);
        Assert.Single(events, e => e.Event == EventNames.Exit);
        Assert.Equal(["exit", "state"], events.TakeLast(2).Select(e => e.Event));
        Assert.Equal("1\n2\n3\n", events.OutputText(OutputStream.Stdout));
        Assert.Equal(ExitClass.Ok, events[^2].Read<ExitData>().Class);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_second_client_sees_the_same_events_and_one_that_comes_back_misses_and_repeats_nothing(ProgramForm form)
    {
        await using var pair = await Pair.Start(form);
        await using var first = await pair.Client();
        await using var second = await pair.Client();
        await first.WaitFor(EventNames.Connected);
        await second.WaitFor(EventNames.Connected);
        await first.SendCommand("slow 20 20", "c");
        var half = await second.ReadUntil(EventNames.Output);
        second.Abort();
        var all = await first.ReadUntil(EventNames.Exit);
        await using var again = await pair.Client($"?after={half[^1].Seq}");
        await again.WaitFor(EventNames.Connected);
        var rest = await again.ReadUntil(EventNames.Exit);
        Assert.Equal(all.Select(e => (e.Seq, e.Event, e.Data.GetRawText())), half.Concat(rest).Select(e => (e.Seq, e.Event, e.Data.GetRawText())));
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_server_that_is_killed_while_a_command_prints_goes_on_in_the_same_epoch_and_loses_and_repeats_no_byte(ProgramForm form)
    {
        const int bytes = 24_000_000;
        await using var pair = await Pair.Start(form);
        var text = new StringBuilder();
        ExitData? exit = null;
        string? epoch = null;
        long after = 0;
        var kills = 0;
        await using (var socket = await pair.Client())
        {
            epoch = (await socket.WaitFor(EventNames.Connected)).Read<ConnectedData>().Epoch;
            await socket.SendCommand($"flood {bytes.ToString(CultureInfo.InvariantCulture)}", "f");
            after = (await socket.WaitFor(EventNames.Started)).Seq!.Value;
        }

        while (exit is null)
        {
            await using var socket = await pair.Client($"?after={after}&epoch={epoch}");
            var connected = (await socket.WaitFor(EventNames.Connected)).Read<ConnectedData>();
            Assert.Equal(epoch, connected.Epoch);
            var stopAt = kills < 5 ? text.Length + (2_000_000 * (kills % 2)) + 500_000 : int.MaxValue;
            while (exit is null && text.Length < stopAt)
            {
                var next = await socket.Next();
                Assert.Equal(after + 1, next.Seq);
                after++;
                if (next.Event == EventNames.Output)
                {
                    text.Append(next.Data.GetString());
                }

                exit = next.Event == EventNames.Exit ? next.Read<ExitData>() : null;
            }

            if (exit is null)
            {
                kills++;
                await pair.KillServer();
            }
        }

        Assert.Equal((0, ExitReason.Exited, (long)bytes), (exit.ExitCode, exit.Reason, exit.OutputBytes));
        Assert.Equal(Expected(bytes), text.ToString());
        Assert.True(kills > 0);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_runner_that_is_killed_ends_its_command_as_runner_lost_and_the_next_command_works(ProgramForm form)
    {
        await using var pair = await Pair.Start(form);
        await using var socket = await pair.Client();
        await socket.SendCommand("slow 100000 50", "lost");
        await socket.WaitFor(EventNames.Output);
        pair.Runner.Signal(Signals.Kill);
        await pair.Runner.WaitForExit();
        pair.StartRunner();
        Assert.Equal(ExitReason.RunnerLost, (await socket.WaitFor(EventNames.Exit)).Read<ExitData>().Reason);
        await socket.WaitFor(EventNames.State, e => e.Data.Text("state") == "idle");
        var events = await socket.Run("slow 1 1");
        Assert.Equal("1\n", events.OutputText());
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_prompt_is_shown_at_once_and_answered_by_the_next_line(ProgramForm form)
    {
        await using var pair = await Pair.Start(form);
        await using var socket = await pair.Client();
        await socket.WaitFor(EventNames.Connected);
        await socket.SendText("prompt 'Name: '");
        await socket.WaitFor(EventNames.State, e => e.Data.At("conditions").GetArrayLength() > 0);
        await socket.SendText("ada");
        var events = await socket.ReadUntil(EventNames.Exit);
        Assert.Contains("got ada", events.OutputText(), StringComparison.Ordinal);
        await socket.SendText("prompt 'Name: '");
        await socket.WaitFor(EventNames.State, e => e.Data.At("conditions").GetArrayLength() > 0);
        await socket.SendFrame("stdin", new { eof = true });
        Assert.Equal(ExitReason.PromptClosed, (await socket.WaitFor(EventNames.Exit)).Read<ExitData>().Reason);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_secret_is_in_no_frame_no_journal_and_no_log_and_stays_masked_when_the_server_is_killed(ProgramForm form)
    {
        const string typed = "typed-Zq7vN2w";
        const string argument = "argued-Xk3mP9r";
        await using var pair = await Pair.Start(form, "/bin/sh");
        var seen = new StringBuilder();
        await using (var socket = await pair.Client())
        {
            await socket.WaitFor(EventNames.Connected);
            await socket.SendArguments(["-c", "printf 'PIN: '; read a; printf \"ty\"; read b; echo \"${a#ty} $a $3\"; read c; echo \"$a\" >&2", "sh", "password", argument, argument], "s");
            await socket.WaitFor(EventNames.State, e => e.Data.At("conditions").GetArrayLength() > 0);
            await socket.SendFrame("stdin", new { text = typed + "\n", secret = true, id = "s" });
            foreach (var e in await socket.ReadUntil(EventNames.Output, e => e.Data.GetString() == "ty"))
            {
                seen.Append(e.Data.GetRawText());
            }
        }

        // Half of what looks like the secret was shown after a pause, the other half comes from another server's time.
        await pair.KillServer();
        await using (var socket = await pair.Client())
        {
            await socket.WaitFor(EventNames.Connected);
            await Eventually.True("the runner is back", async () => await Answers(socket, new { text = "\n", id = "s" }));
            var shown = await socket.ReadUntil(EventNames.Output, e => e.Data.GetString()!.EndsWith('\n'));
            Assert.Equal("*** *** ***\n", shown.OutputText());
        }

        await pair.KillServer();
        await using var last = await pair.Client();
        await last.WaitFor(EventNames.Connected);
        await Eventually.True("the runner is back again", async () => await Answers(last, new { text = "\n", id = "s" }));
        await using var all = await pair.Client("?after=0");
        var events = await all.ReadUntil(EventNames.Exit);
        seen.Append(string.Concat(events.Select(e => e.Data.GetRawText())));
        Assert.Equal("***\n", events.OutputText(OutputStream.Stderr));
        foreach (var secret in (string[])[typed, argument])
        {
            Assert.DoesNotContain(secret, seen.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain(secret, pair.Printed, StringComparison.Ordinal);
            Assert.Empty(pair.FilesWith(secret));
        }

        Assert.DoesNotContain("ped-Zq7vN2w", seen.ToString(), StringComparison.Ordinal);
        Assert.NotEmpty(pair.FilesWith("***"));
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Input_that_names_another_command_than_the_running_one_is_not_running(ProgramForm form)
    {
        await using var pair = await Pair.Start(form);
        await using var socket = await pair.Client();
        await socket.WaitFor(EventNames.Connected);
        await socket.SendCommand("read-stdin", "a");
        await socket.WaitFor(EventNames.Started);
        await socket.SendFrame("stdin", new { eof = true, id = "b" });
        var error = (await socket.WaitFor(EventNames.Error)).Read<ErrorData>();
        Assert.Equal((ErrorCode.NotRunning, "b"), (error.Code, error.Id));
        await socket.SendFrame("stdin", new { eof = true, id = "a" });
        Assert.Equal(0, (await socket.WaitFor(EventNames.Exit)).Read<ExitData>().ExitCode);
    }

    // Input is refused as long as no runner is attached.
    private static async Task<bool> Answers(GamSocket socket, object stdin)
    {
        await socket.SendFrame("stdin", stdin);
        while (true)
        {
            if ((await socket.Next()).Event is (EventNames.Input or EventNames.Error) and var answer)
            {
                return answer == EventNames.Input;
            }
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Stalled_clients_and_a_stalled_recording_cost_the_others_and_the_command_nothing_and_are_dropped_at_their_limit(ProgramForm form)
    {
        const int bytes = 40_000_000;
        await using var pair = await Pair.Start(form, limits: new Dictionary<string, string> { [nameof(AgentLimits.StallTimeout)] = "00:00:10" });
        await using var stalled = await pair.Client(read: false);
        // The control plane's recording is a client like any other.
        await using var recorder = await pair.Client(read: false, role: SessionRole.Control);
        await using var one = await pair.Client();
        await using var two = await pair.Client();
        await Task.WhenAll(one.WaitFor(EventNames.Connected), two.WaitFor(EventNames.Connected));
        await one.SendCommand($"flood {bytes.ToString(CultureInfo.InvariantCulture)}", "f");
        foreach (var socket in (GamSocket[])[one, two])
        {
            var events = await socket.ReadUntil(EventNames.Exit);
            Assert.Equal(bytes, events.OutputText().Length);
        }

        await using var control = await pair.Client(role: SessionRole.Control);
        await Eventually.True("the stalled client is gone", async () =>
        {
            await control.SendFrame("status");
            return (await control.WaitFor(EventNames.Status)).Read<StatusData>().Clients == 2;
        });
        stalled.StartReading();
        // Whether the close frame gets through to one that reads nothing depends on what lies before it.
        Assert.Contains((await stalled.Closed()).Code, (int[])[CloseCodes.TooSlow, 1006]);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Cancel_ends_a_command_that_ignores_signals(ProgramForm form)
    {
        await using var pair = await Pair.Start(form);
        await using var socket = await pair.Client();
        await socket.SendCommand("ignore-signals 600", "i");
        await socket.WaitFor(EventNames.Output);
        await socket.SendFrame("cancel");
        var exit = (await socket.WaitFor(EventNames.Exit)).Read<ExitData>();
        Assert.Equal((ExitReason.Cancelled, ExitClass.Cancelled), (exit.Reason, exit.Class));
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task An_agent_told_to_terminate_closes_with_1001_and_leaves(ProgramForm form)
    {
        await using var pair = await Pair.Start(form);
        await using var socket = await pair.Client();
        await socket.WaitFor(EventNames.Connected);
        pair.Server.Signal(Signals.Terminate);
        Assert.Equal(1001, (await socket.Closed()).Code);
        Assert.Equal(0, await pair.Server.WaitForExit());
    }

    private static string Expected(int bytes)
    {
        var text = new StringBuilder(bytes + 80);
        for (var line = 0; text.Length < bytes; line++)
        {
            text.Append(line.ToString(CultureInfo.InvariantCulture).PadRight(79, '.')).Append('\n');
        }

        return text.ToString(0, bytes);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_batch_file_of_the_work_folder_with_an_open_quote_is_refused_with_its_line_and_nothing_is_started(ProgramForm form)
    {
        await using var pair = await Pair.Start(form);
        await File.WriteAllTextAsync(
            Path.Combine(pair.WorkFolder, "users.txt"), "gam update user a lastname \"O'Neil\"\ngam update user b lastname o'brien\n", TestContext.Current.CancellationToken);
        await using var socket = await pair.Client();
        await socket.WaitFor(EventNames.Connected);
        await socket.SendCommand("batch ./users.txt", "b");
        var error = (await socket.WaitFor(EventNames.Error)).Read<ErrorData>();
        Assert.Equal((ErrorCode.BadCommand, "b"), (error.Code, error.Id));
        Assert.StartsWith("./users.txt:2: ", error.Message, StringComparison.Ordinal);
        var events = await socket.Run("gam exit 0");
        Assert.Single(events, e => e.Event == EventNames.Started);
    }
}
