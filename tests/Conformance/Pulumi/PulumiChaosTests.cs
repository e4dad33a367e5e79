using System.Globalization;
using Conformance.Tests.Hosting;
using GamSessions.Sessions;

namespace Conformance.Tests.Pulumi;

/// <summary>
/// The CLI, its provider or the control plane is killed at a random moment of a create and of a delete. Whatever it was, the session is
/// ready in the end without anybody's help, and is gone without a trace in cluster and back end. GAM_TESTS_CHAOS_RUNS plays more than
/// eight, GAM_TESTS_CHAOS_SEED begins with another one.
/// </summary>
public sealed class PulumiChaosTests : PulumiTest
{
    private const int Runs = 8;
    private const double LongestWait = 3500;

    private static int First => Number("GAM_TESTS_CHAOS_SEED", 1);

    [Fact]
    public async Task Whatever_is_killed_the_next_attempt_works_and_nothing_is_left()
    {
        for (var seed = First; seed < First + Number("GAM_TESTS_CHAOS_RUNS", Runs); seed++)
        {
            TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}");
            await PlayAsync(new Random(seed), $"seed {seed}");
        }
    }

    private static int Number(string variable, int otherwise) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : otherwise;

    private async Task PlayAsync(Random random, string name)
    {
        var plane = await StartAsync(new Dictionary<string, string?> { ["Limits:StartDeadline"] = "00:05:00" });
        try
        {
            var session = await plane.Sessions.CreateAsync(new NewSession("local", "Chaos", null, new SessionConfig(), null), CancellationToken.None);
            plane = await StrikeAsync(random, plane, session.Id);
            await Eventually.True(
                $"{name}: the session is ready", async () => (await plane.FindAsync(session.Id)).Status is not SessionStatus.Starting, TimeSpan.FromMinutes(5));
            var ready = await plane.FindAsync(session.Id);
            Assert.True(ready.Status is SessionStatus.Ready, $"{name}: {ready.Status} {ready.Reason} {ready.Message}");

            await plane.Sessions.EndAsync(session.Id, GamAgent.Protocol.EndReason.Deleted, CancellationToken.None);
            plane = await StrikeAsync(random, plane, session.Id);
            await Eventually.True($"{name}: the session is over", async () => !(await plane.FindAsync(session.Id)).IsLive, TimeSpan.FromMinutes(5));
            await NothingIsLeftAsync(session.Id);
        }
        finally
        {
            await plane.DisposeAsync();
        }
    }

    private async Task<ControlPlane> StrikeAsync(Random random, ControlPlane plane, string id)
    {
        var target = random.Next(3);
        await Task.Delay(TimeSpan.FromMilliseconds(random.NextDouble() * LongestWait), TimeProvider.System, Token);
        switch (target)
        {
            case 0:
                KillAll(id, "pulumi");
                return plane;
            case 1:
                KillAll(id, "pulumi-resource-kubernetes");
                return plane;
            default:
                // The control plane dies and its CLI with it or without: a new one takes over.
                if (random.Next(2) == 0)
                {
                    KillAll(id, "pulumi");
                }

                await plane.DisposeAsync();
                return await StartAsync(new Dictionary<string, string?> { ["Limits:StartDeadline"] = "00:05:00" });
        }
    }

    private void KillAll(string id, string program)
    {
        foreach (var pid in Engine.Processes(id).Where(pid => ProcessTable.Arguments(pid) is [var path, ..] && Path.GetFileName(path) == program))
        {
            ProcessTable.Kill(pid);
        }
    }
}
