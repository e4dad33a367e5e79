using System.Diagnostics;
using System.Globalization;
using Conformance.Tests.Hosting;

namespace Conformance.Tests.Pulumi;

/// <summary>
/// The CLI, its provider or the control plane is killed at a random moment of a create and of a delete. Whatever it was, the session is
/// ready in the end without anybody's help, and is gone without a trace in cluster and back end. GAM_TESTS_CHAOS_RUNS plays more than
/// eight, GAM_TESTS_CHAOS_SEED begins with another one.
/// </summary>
public sealed class PulumiChaosTests : PulumiTest
{
    private const string Cli = "pulumi";
    private const string Provider = "pulumi-resource-kubernetes";
    private const int Runs = 8;
    private const double LongestWait = 1500;
    private static readonly TimeSpan LongestSearch = TimeSpan.FromSeconds(20);
    private static readonly Dictionary<string, string?> Settings = new() { ["Limits:StartDeadline"] = "00:05:00", ["Limits:CreatesPerMinute"] = "1000" };

    [Fact]
    public async Task Whatever_is_killed_the_next_attempt_works_and_nothing_is_left()
    {
        var first = Number("GAM_TESTS_CHAOS_SEED", 1);
        await using var host = await HostProcess.StartAsync(Engine, Settings);
        for (var seed = first; seed < first + Number("GAM_TESTS_CHAOS_RUNS", Runs); seed++)
        {
            var began = Stopwatch.GetTimestamp();
            List<string> story = [];
            try
            {
                await PlayAsync(host, new Random(seed), story);
            }
            catch (Exception e) when (!Token.IsCancellationRequested)
            {
                Assert.Fail($"Seed {seed} ({string.Join(", ", story)}): {e.Message}\n{host.Said}");
            }

            TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}: {string.Join(", ", story)}; {Stopwatch.GetElapsedTime(began).TotalSeconds:0.0} s");
        }
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    private async Task PlayAsync(HostProcess host, Random random, List<string> story)
    {
        var id = await host.CreateAsync("Chaos");
        await StrikeAsync(random, host, id, story);
        var session = await host.LeavesAsync(id, "starting");
        Assert.True(session.Text("status") == "ready", $"{session}");

        await host.DeleteAsync(id);
        await StrikeAsync(random, host, id, story);
        session = await host.LeavesAsync(id, "ending");
        Assert.True(session.Text("status") == "ended", $"{session}");
        await NothingIsLeftAsync(id);
    }

    private async Task StrikeAsync(Random random, HostProcess host, string id, List<string> story)
    {
        var target = random.Next(4);
        var wait = TimeSpan.FromMilliseconds(random.NextDouble() * LongestWait);

        // From when there is something to kill, if there will be; so a busy machine doesn't make it a story about nothing.
        var program = target is 1 ? Provider : Cli;
        using (var search = new CancellationTokenSource(LongestSearch, TimeProvider.System))
        {
            while (!Find(id, program).Any() && !search.IsCancellationRequested)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, Token);
            }
        }

        await Task.Delay(wait, TimeProvider.System, Token);
        var (victim, hits) = target switch
        {
            0 => ("CLI", Strike(id, Cli, Signals.Kill)),
            1 => ("provider", Strike(id, Provider, Signals.Kill)),
            2 => ("CLI, told to end", Strike(id, Cli, Signals.Terminate)),
            // The control plane dies and its CLI with it or without: a new one takes over.
            _ => random.Next(2) == 0 ? ("control plane with CLI", await RestartAsync(host, () => Strike(id, Cli, Signals.Kill))) : ("control plane", await RestartAsync(host, () => 0)),
        };
        story.Add($"{victim} ({hits}) after {wait.TotalMilliseconds:0} ms");
    }

    private static async Task<int> RestartAsync(HostProcess host, Func<int> between)
    {
        await host.KillAsync();
        var hits = between();
        await host.BeginAsync();
        return hits + 1;
    }

    private IEnumerable<int> Find(string id, string program) =>
        Engine.Processes(id).Where(pid => ProcessTable.Arguments(pid) is [var path, ..] && Path.GetFileName(path) == program);

    private int Strike(string id, string program, int signal) => Find(id, program).Count(pid => ProcessTable.Signal(pid, signal));
}
