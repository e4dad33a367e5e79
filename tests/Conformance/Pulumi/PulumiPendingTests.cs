using System.Text.Json.Nodes;
using Conformance.Tests.Hosting;
using GamSessions.Sessions;

namespace Conformance.Tests.Pulumi;

/// <summary>What was under way when a CLI died is made once, whether the cluster got it or not.</summary>
public sealed class PulumiPendingTests : PulumiTest
{
    private const string Kinds = "deployments,services,ingresses,networkpolicies";

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_create_that_was_pending_when_the_CLI_died_is_never_made_twice(bool clusterHasIt)
    {
        await using var plane = await StartAsync();
        Engine.HoldAt("up", whenDone: true);
        var session = await plane.Sessions.CreateAsync(new NewSession("local", "Pending", null, new SessionConfig(), null), CancellationToken.None);
        await Engine.HeldAsync(session.Id);
        await ForgetCreatesAsync(session.Id);
        var before = await Kubectl.ListAsync(Kinds, Engine.Namespace, session.Id);
        Assert.Equal(4, before.Count);
        if (!clusterHasIt)
        {
            // All but the Deployment: a session without it has ended.
            await Kubectl.RunAsync("delete", "services,ingresses,networkpolicies", "-n", Engine.Namespace, "-l", $"session_id={session.Id}", "--wait=true");
        }

        Engine.LetGo(session.Id);
        var ready = await plane.Sessions.WaitWhileStartingAsync(session.Id, TimeSpan.FromMinutes(8), Token);
        Assert.True(ready.Status is SessionStatus.Ready, $"{ready.Reason} {ready.Message}");

        var after = await Kubectl.ListAsync(Kinds, Engine.Namespace, session.Id);
        Assert.Equal(Names(before), Names(after));
        if (clusterHasIt)
        {
            // The very same, and so nobody's socket was cut.
            Assert.Equal(before, after);
        }

        var state = await ReadStateAsync(session.Id);
        Assert.Empty(state["pending_operations"]?.AsArray() ?? []);
        Assert.Equal(4, Made(state).Select(item => item["type"]!.GetValue<string>()).Distinct().Count());
        Assert.Equal(4, Made(state).Count());
        Assert.Empty(Engine.Locks);
        await EndAsync(plane, session.Id);
        await NothingIsLeftAsync(session.Id);
    }

    private static IEnumerable<string> Names(IEnumerable<string> list) => list.Select(line => line.Split(' ')[0]);

    private static IEnumerable<JsonNode> Made(JsonNode state) =>
        state["resources"]!.AsArray().OfType<JsonNode>().Where(item => item["type"]!.GetValue<string>().StartsWith("kubernetes:", StringComparison.Ordinal));

    private async Task<JsonNode> ReadStateAsync(string id) => JsonNode.Parse(await File.ReadAllTextAsync(Engine.StateFile(id), Token))!["checkpoint"]!["latest"]!;

    /// <summary>The state as it is while the cluster is asked for the objects: each of them is being created.</summary>
    private async Task ForgetCreatesAsync(string id)
    {
        var whole = JsonNode.Parse(await File.ReadAllTextAsync(Engine.StateFile(id), Token))!;
        var state = whole["checkpoint"]!["latest"]!;
        var made = Made(state).ToList();
        var pending = new JsonArray();
        foreach (var item in made)
        {
            state["resources"]!.AsArray().Remove(item);
            item.AsObject().Remove("id");
            item.AsObject().Remove("outputs");
            pending.Add(new JsonObject { ["resource"] = item, ["type"] = "creating" });
        }

        state["pending_operations"] = pending;
        await File.WriteAllTextAsync(Engine.StateFile(id), whole.ToJsonString(), Token);
    }
}
