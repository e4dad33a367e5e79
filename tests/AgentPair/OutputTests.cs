using System.Globalization;
using System.Text;
using GamAgent.Protocol;
using GamAgent.Protocol.Settings;
using TestKit;

namespace AgentPair.Tests;

/// <summary>What was printed is what arrives, for a client that is slow, late, or reads text byte by byte.</summary>
public sealed class OutputTests
{
    public static TheoryData<ProgramForm> Forms => [ProgramForm.Jit, ProgramForm.Aot];

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Code_points_that_come_byte_by_byte_on_both_streams_at_once_are_never_split_and_bytes_that_are_no_text_are_flagged(ProgramForm form)
    {
        const string Out = "é✓𝄞 é✓𝄞";
        const string Err = "𝄞é ✓𝄞é✓";
        await using var pair = await Pair.Start(form, "/bin/sh");
        await using var socket = await pair.Client();
        await socket.WaitFor(EventNames.Connected);

        await socket.SendArguments(["-c", Bytewise(Encoding.UTF8.GetBytes(Out), Encoding.UTF8.GetBytes(Err))], "text");
        var text = await socket.ReadUntil(EventNames.Exit);
        await socket.SendArguments(["-c", Bytewise([0x61, 0xff, 0x62], Encoding.UTF8.GetBytes("✓"))], "bytes");
        var bytes = await socket.ReadUntil(EventNames.Exit);

        Assert.Equal((Out, Err), (text.OutputText(OutputStream.Stdout), text.OutputText(OutputStream.Stderr)));
        Assert.DoesNotContain(text, e => e.Lossy is true);
        Assert.Equal(("a\ufffdb", "✓"), (bytes.OutputText(OutputStream.Stdout), bytes.OutputText(OutputStream.Stderr)));
        Assert.Contains(bytes, e => e is { Lossy: true, Stream: OutputStream.Stdout });
        Assert.DoesNotContain(bytes, e => e is { Lossy: true, Stream: OutputStream.Stderr });
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Two_million_lines_to_a_slow_client_arrive_to_the_last_one_every_time(ProgramForm form)
    {
        const int Times = 20;
        const int Lines = 2_000_000;
        await using var pair = await Pair.Start(form, "/usr/bin/seq");
        await using var relay = new TcpRelay(pair.Address, bytesPerSecond: 60_000_000);
        await using var socket = await pair.Client(by: relay);
        await socket.WaitFor(EventNames.Connected);
        for (var time = 0; time < Times; time++)
        {
            await socket.SendArguments(["1", Lines.ToString(CultureInfo.InvariantCulture)]);
            var length = 0L;
            var last = "";
            EventEnvelope e;
            while ((e = await socket.Next()).Event != EventNames.Exit)
            {
                if (e.Event == EventNames.Output)
                {
                    var piece = e.Data.GetString()!;
                    length += piece.Length;
                    last = last.Length + piece.Length > 20 ? (last + piece)[^20..] : last + piece;
                }
            }

            Assert.EndsWith($"\n{Lines}\n", last, StringComparison.Ordinal);
            Assert.Equal((14_888_896L, 14_888_896L), (length, e.Read<ExitData>().OutputBytes));
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_flood_without_any_client_is_not_paused_and_a_late_client_is_told_what_is_gone_and_gets_the_rest(ProgramForm form)
    {
        const int Quota = 1 << 20;
        const int Bytes = 20_000_000;
        await using var pair = await Pair.Start(form, limits: new Dictionary<string, string>
        {
            [nameof(AgentLimits.JournalBytes)] = $"{Quota}",
            [nameof(AgentLimits.JournalMemoryBytes)] = $"{Quota / 4}",
        });
        await using (var socket = await pair.Client())
        {
            await socket.WaitFor(EventNames.Connected);
            await socket.SendCommand($"flood {Bytes.ToString(CultureInfo.InvariantCulture)}", "f");
            await socket.WaitFor(EventNames.Started);
            socket.Abort();
        }

        // Its process may have ended long before all that it printed is in the journal.
        await Eventually.True("its end is in the journal", async () =>
        {
            await using var look = await pair.Client(role: SessionRole.Control);
            return (await look.WaitFor(EventNames.Connected)).Read<ConnectedData>() is { State: AgentState.Idle, LastExit: not null };
        });

        await using var late = await pair.Client("?after=0");
        var gap = (await late.WaitFor(EventNames.Gap)).Read<GapData>();
        var events = await late.ReadUntil(EventNames.Exit);
        Assert.Equal((GapReason.Quota, 1L), (gap.Reason, gap.From));
        Assert.Equal(Enumerable.Range(0, events.Count(e => e.Seq is not null)).Select(i => gap.To + 1 + i), events.Where(e => e.Seq is not null).Select(e => e.Seq));
        Assert.Equal(Bytes, events[^1].Read<ExitData>().OutputBytes);
        Assert.InRange(pair.JournalSize, 1, Quota);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Yes_with_a_stalled_client_takes_no_more_memory_than_the_journal_s_share(ProgramForm form)
    {
        const int Bytes = 300_000_000;
        int command;
        await using var pair = await Pair.Start(form, "/bin/sh", limits: new Dictionary<string, string> { [nameof(AgentLimits.JournalBytes)] = $"{8 << 20}" });
        await using var stalled = await pair.Client(read: false);
        await using (var socket = await pair.Client())
        {
            await socket.WaitFor(EventNames.Connected);
            await socket.SendArguments(["-c", "echo warm"]);
            await socket.WaitFor(EventNames.Exit);
            await socket.SendArguments(["-c", $"yes | head -c {Bytes.ToString(CultureInfo.InvariantCulture)}"]);
            command = (await socket.WaitFor(EventNames.Started)).Read<StartedData>().Pid;
        }

        var before = ProcessTable.ResidentBytes(pair.Server.Pid);
        var most = before;
        await Eventually.True("it has ended", () =>
        {
            most = Math.Max(most, ProcessTable.ResidentBytes(pair.Server.Pid));
            return !ProcessTable.IsAlive(command);
        });

        await using var late = await pair.Client("?after=0");
        await late.ReadUntil(EventNames.Exit, e => e.Read<ExitData>().OutputBytes == Bytes);
        Assert.InRange(most - before, long.MinValue, 60 << 20);
    }

    // One process a byte would be slower than the reader; a moment between them makes each a read of its own.
    private static string Bytewise(byte[] stdout, byte[] stderr)
    {
        var script = new StringBuilder();
        for (var i = 0; i < Math.Max(stdout.Length, stderr.Length); i++)
        {
            script.Append(i < stdout.Length ? $"printf '\\{Octal(stdout[i])}'; " : "").Append(i < stderr.Length ? $"printf '\\{Octal(stderr[i])}' >&2; " : "").Append("sleep 0.02; ");
        }

        return script.ToString();
    }

    private static string Octal(byte value) => Convert.ToString(value, 8).PadLeft(3, '0');
}
