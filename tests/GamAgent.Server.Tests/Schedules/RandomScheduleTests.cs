using System.Text.Json;
using GamAgent.Protocol;
using GamAgent.Protocol.Settings;
using TestKit;

namespace GamAgent.Server.Tests.Schedules;

/// <summary>
/// Clients come, stall, vanish and come back while a command prints, and the server is killed with SIGKILL again and again, at the command's exit too.
/// <c>GAM_TESTS_SEEDS</c> says how many schedules are played (<c>.ci/long</c> plays many), <c>GAM_TESTS_FIRST_SEED</c> where to begin.
/// </summary>
public sealed class RandomScheduleTests(ITestOutputHelper output)
{
    private const string Session = "scheduled-session";
    private const int SmallQuotaBytes = 512 << 10;

    [Fact]
    public async Task Every_client_gets_exactly_what_was_printed_and_one_exit_or_is_told_what_is_gone()
    {
        var (visits, kills, gaps, bytes) = (0, 0, 0, 0L);
        var parallel = new ParallelOptions { MaxDegreeOfParallelism = 3, CancellationToken = TestContext.Current.CancellationToken };
        await Parallel.ForEachAsync(Enumerable.Range(Schedule.FirstSeed, Schedule.Seeds), parallel, async (seed, _) =>
        {
            try
            {
                var (schedule, clients, killed) = await Play(seed);
                Interlocked.Add(ref visits, clients.Sum(c => c.Visits));
                Interlocked.Add(ref kills, killed);
                Interlocked.Add(ref gaps, clients.Sum(c => c.Gaps));
                Interlocked.Add(ref bytes, schedule.Printed.Length);
            }
            catch (Exception e)
            {
                throw new InvalidOperationException($"Seed {seed} failed.", e);
            }
        });
        output.WriteLine($"{Schedule.Seeds} schedules: {kills} kills, {visits} visits of clients, {gaps} gaps, {bytes:N0} bytes printed");
    }

    private static async Task<(Schedule Schedule, ScheduledClient[] Clients, int Kills)> Play(int seed)
    {
        var schedule = new Schedule(seed);
        using var folder = new TemporaryFolder();
        using var tokens = new TestTokens();
        var server = await Start(schedule, folder, tokens);
        try
        {
            var runner = new ScheduledRunner(schedule, folder.Combine("r.sock"));
            var running = runner.Run();
            await Send(schedule, tokens);
            var clients = Enumerable.Range(1, schedule.Clients).Select(n => new ScheduledClient(schedule, tokens, Session, n)).ToArray();
            var reading = Task.WhenAll(clients.Select(c => c.Run()));
            var kills = 0;
            for (; kills < schedule.Kills; kills++)
            {
                // The last one may be at the exit, between its sending and its acknowledgement.
                var atExit = kills == schedule.Kills - 1 && schedule.Random.Next(2) == 0;
                var at = schedule.Seen + schedule.Random.Next(1, 80);
                await Eventually.True("it is time for a kill", () => reading.IsCompleted || (atExit ? runner.ExitSent : schedule.Seen >= at || runner.Done));
                schedule.Url = null;
                server.Signal(Signals.Kill);
                await server.DisposeAsync();
                server = await Start(schedule, folder, tokens);
            }

            await reading.Within("every client sees the exit");
            await running.Within("the runner's exit is acknowledged");
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

    private static async Task Send(Schedule schedule, TestTokens tokens)
    {
        await using var socket = await GamSocket.Connect(
            new Uri($"{schedule.Url!.Replace("http", "ws", StringComparison.Ordinal)}/ws/session/{Session}/?after=0"), new GamSocketOptions { Token = tokens.For(Session) });
        await socket.WaitFor(EventNames.State, e => e.Data.Text("state") == "idle");
        await socket.SendCommand("print users", "k");
        await socket.WaitFor(EventNames.Started);
    }

    private static async Task<StartedProgram> Start(Schedule schedule, TemporaryFolder folder, TestTokens tokens)
    {
        var server = StartedProgram.Start(
            AgentPrograms.ServerJit,
            ["serve"],
            new Dictionary<string, string?>
            {
                [AgentVariables.SessionId] = Session,
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
