using System.Text.Json;
using GamAgent.Protocol;
using GamAgent.Protocol.Settings;
using TestKit;

namespace GamAgent.Server.Tests.Schedules;

/// <summary>
/// Clients come, stall, vanish and come back while a command prints, and the server is killed with SIGKILL again and again, at the command's exit too.
/// <c>GAM_TESTS_SEEDS</c> says how many schedules are played (500 in <c>.ci/run</c>, thousands by <c>.ci/long</c>), <c>GAM_TESTS_FIRST_SEED</c> where to begin.
/// </summary>
public sealed class RandomScheduleTests(ITestOutputHelper output)
{
    private const int SmallQuotaBytes = 512 << 10;

    // Where a run says nothing for a minute and then ends, its runner may take it for a crash and drop the last results.
    private const int ToldEvery = 25;

    public static TheoryData<ProgramForm> Forms => [ProgramForm.Jit, ProgramForm.Aot];

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Every_client_gets_exactly_what_was_printed_and_one_exit_or_is_told_what_is_gone(ProgramForm form)
    {
        var (schedules, visits, kills, gaps, bytes) = (0, 0, 0, 0, 0L);
        await AgentPrograms.Server(form);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = 4, CancellationToken = TestContext.Current.CancellationToken };
        await Parallel.ForEachAsync(Schedule.Seeds(form), parallel, async (seed, _) =>
        {
            try
            {
                var (schedule, clients, killed) = await Play(new Schedule(seed, form));
                var played = Interlocked.Increment(ref schedules);
                Interlocked.Add(ref visits, clients.Sum(c => c.Visits));
                Interlocked.Add(ref kills, killed);
                Interlocked.Add(ref gaps, clients.Sum(c => c.Gaps));
                Interlocked.Add(ref bytes, schedule.Printed.Length);
                if (played % ToldEvery == 0)
                {
                    output.WriteLine($"{played} schedules are played");
                }
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"Seed {seed} failed.", e);
            }
        });
        output.WriteLine($"{schedules} schedules: {kills} kills, {visits} visits of clients, {gaps} gaps, {bytes:N0} bytes printed");
    }

    private static async Task<(Schedule Schedule, ScheduledClient[] Clients, int Kills)> Play(Schedule schedule)
    {
        var session = $"scheduled-{Guid.NewGuid():N}"[..30];
        using var folder = new TemporaryFolder();
        using var tokens = new TestTokens();
        var server = await Start(schedule, session, folder, tokens);
        try
        {
            await using IScheduledRunner runner = schedule.RealRunner
                ? await RealRunner.Start(schedule, folder, session)
                : new ScheduledRunner(schedule, folder.Combine("r.sock"));
            await Send(schedule, session, runner, tokens);
            var clients = Enumerable.Range(1, schedule.Clients).Select(n => new ScheduledClient(schedule, tokens, session, n)).ToArray();
            var reading = Task.WhenAll(clients.Select(c => c.Run()));
            var kills = 0;
            for (; kills < schedule.Kills; kills++)
            {
                // The last one may be at the exit, between its sending and its acknowledgement.
                var atExit = kills == schedule.Kills - 1 && schedule.Random.Next(2) == 0;
                var at = schedule.Seen + schedule.Random.Next(1, 40);
                await Eventually.True("it is time for a kill", () => reading.IsCompleted || (atExit ? runner.ExitSent : schedule.Seen >= at || runner.Done));
                schedule.Url = null;
                server.Signal(Signals.Kill);
                await server.DisposeAsync();
                server = await Start(schedule, session, folder, tokens);
            }

            await reading.Within("every client sees the exit");
            await runner.Completion.Within("the runner's exit is acknowledged");
            foreach (var client in clients)
            {
                client.Check();
            }

            return (schedule, clients, kills);
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    private static async Task Send(Schedule schedule, string session, IScheduledRunner runner, TestTokens tokens)
    {
        await using var socket = await GamSocket.Connect(
            new Uri($"{schedule.Url!.Replace("http", "ws", StringComparison.Ordinal)}/ws/session/{session}/?after=0"), new GamSocketOptions { Token = tokens.For(session) });
        await socket.WaitFor(EventNames.State, e => e.Data.Text("state") == "idle");
        await socket.SendArguments(runner.Arguments, "k");

        // A small journal may have lost the start before this client came to it.
        await Eventually.True("it runs", async () => (await socket.Next()).Event is EventNames.Started or EventNames.Output or EventNames.Gap or EventNames.Exit);
    }

    private static async Task<StartedProgram> Start(Schedule schedule, string session, TemporaryFolder folder, TestTokens tokens)
    {
        var server = StartedProgram.Start(
            await AgentPrograms.Server(schedule.Form),
            ["serve"],
            new Dictionary<string, string?>
            {
                [AgentVariables.SessionId] = session,
                [AgentVariables.Listen] = "http://127.0.0.1:0",
                [AgentVariables.RunnerSocket] = folder.Combine("r.sock"),
                [AgentVariables.JournalFolder] = folder.Combine("journal"),
                [AgentVariables.Jwks] = tokens.Jwks,
                ["GamAgent__Limits__MaxConnectionsPerSession"] = "100",
                ["GamAgent__Limits__JournalBytes"] = schedule.SmallQuota ? $"{SmallQuotaBytes}" : null,
            });
        var line = await Eventually.Get(
            "the server says where it listens", () => server.Output.Text.Split('\n') is [{ Length: > 0 } first, _, ..] ? first : null);
        schedule.Url = JsonSerializer.Deserialize(line, ListeningLineJson.Default.ListeningLine)!.Url;
        return server;
    }
}
