using GamSessions.Sessions;

namespace Conformance.Tests.Pulumi;

/// <summary>A session as a stack: what it costs, what it shows, what a person may do with it.</summary>
public sealed class PulumiStackTests : PulumiTest
{
    [Fact]
    public async Task A_create_is_three_launches_at_most_and_a_delete_two_and_the_stack_says_what_it_is()
    {
        await using var plane = await StartAsync();
        Engine.ForgetLaunches();
        var session = await plane.CreateReadyAsync();
        Assert.InRange(Engine.Launches.Count, 1, 3);

        var outputs = JsonReading.Parse(await Engine.RunCliAsync(session.Id, "stack", "output", "--json", "--stack", session.Id));
        Assert.Equal($"gam-service-{session.Id}", outputs.Text("service"));
        Assert.Equal($"gam-ingress-{session.Id}", outputs.Text("ingress"));
        Assert.EndsWith($"/ws/session/{session.Id}/", outputs.Text("url"), StringComparison.Ordinal);
        Assert.NotEmpty(outputs.Text("image"));
        var tags = await Engine.RunCliAsync(session.Id, "stack", "tag", "ls", "--json", "--stack", session.Id);
        Assert.Contains("owner=local", tags, StringComparison.Ordinal);
        Assert.Contains($"expires={session.ExpiresAt:yyyy-MM-ddTHH:mm:ssZ}", tags, StringComparison.Ordinal);

        Engine.ForgetLaunches();
        await EndAsync(plane, session.Id);
        Assert.InRange(Engine.Launches.Count, 1, 2);
        await NothingIsLeftAsync(session.Id);
        Assert.All(Engine.Launches, line => Assert.DoesNotContain(Environment.GetEnvironmentVariable("PULUMI_CONFIG_PASSPHRASE")!, line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_kept_stack_has_its_history_after_the_session_and_goes_with_its_record()
    {
        await using var plane = await StartAsync(new Dictionary<string, string?> { ["Pulumi:KeepHistory"] = "true" });
        var session = await plane.CreateReadyAsync();
        await EndAsync(plane, session.Id);
        var parts = await Engine.FindPartsAsync(session.Id);
        Assert.Contains(parts, part => part.EndsWith($"{session.Id}.json", StringComparison.Ordinal));
        Assert.All(parts, part => Assert.Contains(".pulumi", part, StringComparison.Ordinal));

        // The stack is looked at and worked on with plain pulumi, and goes with the record.
        Directory.CreateDirectory(Engine.ProgramFolder(session.Id));
        await File.WriteAllTextAsync(Path.Combine(Engine.ProgramFolder(session.Id), "Pulumi.yaml"), "name: gam-session\nruntime: yaml\n", Token);
        Assert.Contains("destroy", await Engine.RunCliAsync(session.Id, "stack", "history", "--json", "--stack", session.Id), StringComparison.Ordinal);
        await plane.ForgetEndedAsync();
        await NothingIsLeftAsync(session.Id);
    }

    [Fact]
    public async Task A_person_may_look_and_change_with_plain_pulumi_and_is_noticed_and_not_fought()
    {
        await using var plane = await StartAsync();
        var session = await plane.CreateReadyAsync();
        var program = Path.Combine(Engine.ProgramFolder(session.Id), "Pulumi.yaml");
        var text = await File.ReadAllTextAsync(program, Token);
        Assert.Contains("dependsOn", text, StringComparison.Ordinal);

        // A change that makes no new pod.
        await File.WriteAllTextAsync(program, text.Replace("revisionHistoryLimit: 0", "revisionHistoryLimit: 1", StringComparison.Ordinal), Token);
        await Engine.RunCliAsync(session.Id, "up", "--yes", "--skip-preview", "--stack", session.Id);
        await Eventually.True("the change is noticed", async () => (await plane.FindAsync(session.Id)).Message?.Contains("was changed by", StringComparison.Ordinal) == true);
        Assert.Equal(SessionStatus.Ready, (await plane.FindAsync(session.Id)).Status);
        await Engine.RunCliAsync(session.Id, "refresh", "--yes", "--skip-preview", "--stack", session.Id);

        await Engine.RunCliAsync(session.Id, "destroy", "--yes", "--skip-preview", "--stack", session.Id);
        await Eventually.True("the session is over", async () => !(await plane.FindAsync(session.Id)).IsLive, TimeSpan.FromMinutes(2));
        Assert.Equal(GamAgent.Protocol.EndReason.PodLost, (await plane.FindAsync(session.Id)).Reason);
        await NothingIsLeftAsync(session.Id);
    }

    [Fact]
    public async Task A_CLI_that_is_told_to_end_in_the_middle_is_tried_again()
    {
        await using var plane = await StartAsync();
        Engine.EndOnce("up", "TERM");
        var session = await plane.CreateReadyAsync();
        Assert.True(Engine.Launches.Count(line => line.StartsWith("up ", StringComparison.Ordinal)) > 1, string.Join('\n', Engine.Launches));
        Assert.Empty(Engine.Locks);
        await EndAsync(plane, session.Id);
        await NothingIsLeftAsync(session.Id);
    }

    [Fact]
    public async Task Many_at_once_wait_their_turn_and_all_arrive()
    {
        await using var plane = await StartAsync(new Dictionary<string, string?> { ["Pulumi:MaxConcurrent"] = "1" });
        Engine.CountOperations();
        var created = new List<Session>();
        for (var i = 0; i < 4; i++)
        {
            created.Add(await plane.Sessions.CreateAsync(new NewSession("local", "Queue", null, new SessionConfig(), null), CancellationToken.None));
        }

        // Which of them comes first is not said.
        await Eventually.True("three wait for their turn", async () =>
        {
            var now = await Task.WhenAll(created.Select(session => plane.FindAsync(session.Id)));
            return now.Count(session => session.Conditions.Contains(GamAgent.Protocol.SessionCondition.QueuedForEngine)) == created.Count - 1;
        });
        Engine.OpenOperations();
        foreach (var session in created)
        {
            var ready = await plane.Sessions.WaitWhileStartingAsync(session.Id, TimeSpan.FromMinutes(5), Token);
            Assert.True(ready.Status is SessionStatus.Ready, $"{ready.Reason} {ready.Message}");
            Assert.DoesNotContain(GamAgent.Protocol.SessionCondition.QueuedForEngine, ready.Conditions);
        }

        await Task.WhenAll(created.Select(session => EndAsync(plane, session.Id)));
        Assert.Equal(1, Engine.MostOperationsAtOnce);
        foreach (var session in created)
        {
            await NothingIsLeftAsync(session.Id);
        }
    }
}
