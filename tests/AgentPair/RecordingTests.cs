using GamAgent.Protocol;
using GamAgent.Protocol.Settings;
using GamAgent.Server.Tests.Replays;
using TestKit;

namespace AgentPair.Tests;

/// <summary>
/// Every recording of the real GAM, played by the stand-in with its own timing scaled, through both programs and a websocket: what clients are told is
/// what a reader of the recording would tell. (Byte by byte they are played to the server alone.)
/// </summary>
public sealed class RecordingTests
{
    // One by itself takes seconds at its own speed, all of them half an hour.
    private const int Speed = 200;

    public static TheoryData<ProgramForm> Forms => [ProgramForm.Jit, ProgramForm.Aot];

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Every_recording_played_by_name_ends_and_is_told_as_it_was(ProgramForm form)
    {
        // What is printed after the main process's end comes from another one, which takes its time to start.
        await using var pair = await Pair.Start(
            form, AgentPrograms.StandInGam, new Dictionary<string, string?> { [RunnerVariables.DrainWait] = "00:00:20" });
        await using var socket = await pair.Client();
        await socket.WaitFor(EventNames.Connected);
        var told = new List<ExpectedReplay>();
        IReadOnlyList<SessionCondition> conditions = [];
        foreach (var name in Recording.Names)
        {
            var result = new ReplayResult { Last = conditions };
            await socket.SendCommand($"gam replay {name} {Speed}", name);
            if (name.EndsWith("-eof", StringComparison.Ordinal) || name.EndsWith("-nostdin", StringComparison.Ordinal))
            {
                await socket.SendFrame("stdin", new { eof = true });
            }

            foreach (var e in await socket.ReadUntil(EventNames.State, e => e.Read<StateData>().State is AgentState.Idle))
            {
                Read(e, result);
            }

            foreach (var stream in (OutputStream[])[OutputStream.Stdout, OutputStream.Stderr])
            {
                Assert.Equal(System.Text.Encoding.UTF8.GetString(Recording.Load(name).Bytes(stream)), result.Text(stream).ToString());
            }

            conditions = result.Last;
            var exit = result.Exit!;
            told.Add(new ExpectedReplay(
                name,
                exit.Signal is { } signal ? $"signal {signal}" : $"exit {exit.ExitCode}",
                exit.Reason.ToWireName(),
                exit.Class.ToWireName(),
                result.Progress,
                result.FailedRows,
                WithoutPrompts(result.Conditions)));
        }

        Assert.Equal(ExpectedReplay.Table.Values.Select(row => row with { Conditions = WithoutPrompts(row.Conditions) }).OrderBy(row => row.Name, StringComparer.Ordinal), told);
    }

    private static void Read(EventEnvelope e, ReplayResult result)
    {
        switch (e.Event)
        {
            case EventNames.Output:
                result.Text(e.Stream!.Value).Append(e.Data.GetString());
                break;
            case EventNames.Progress:
                result.Add(e.Read<ProgressData>());
                break;
            case EventNames.State:
                result.Add(e.Read<StateData>());
                break;
            case EventNames.Exit:
                result.Exit = e.Read<ExitData>();
                break;
        }
    }

    // That a command waits at a prompt is told after a moment that scaled time doesn't have.
    private static string WithoutPrompts(string conditions) =>
        string.Join(", ", conditions.Split(", ").Where(c => c != SessionCondition.AskedForInput.ToWireName())) is { Length: > 0 } others ? others : "-";
}
