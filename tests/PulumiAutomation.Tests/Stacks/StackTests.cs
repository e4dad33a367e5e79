using PulumiAutomation.Tests.Harness;

namespace PulumiAutomation.Tests.Stacks;

/// <summary>The verbs, each with the real CLI.</summary>
public sealed class StackTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_stack_goes_up_tells_its_outputs_and_is_gone_after_a_destroy()
    {
        using var folder = new PulumiFolder();
        var workspace = folder.Open();
        Assert.True(await workspace.CheckVersionAsync(Token) >= LocalWorkspace.OldestVersion);
        var stack = await workspace.CreateStackAsync("one", Token);

        var up = await stack.UpAsync(new UpOptions { Message = "first" }, Token);
        Assert.Equal("hello", up.Outputs["said"].AsText);
        Assert.Equal(7, up.Outputs["number"].Value.GetInt32());
        Assert.Equal(1, up.Summary.ResourceChanges["create"]);
        Assert.True(up.Summary.HasChanges);
        Assert.Equal("hello", (await stack.GetOutputsAsync(Token))["said"].AsText);
        Assert.False((await stack.PreviewAsync(null, Token)).Summary.HasChanges);
        Assert.False((await stack.RefreshAsync(new RefreshOptions { ClearPendingCreates = true }, Token)).Summary.HasChanges);
        Assert.Equal(("one", true), (await workspace.ListStacksAsync(null, Token)).Select(s => (s.Name, s.LastUpdate is not null)).Single());

        // They are not written in one go, and a torn one breaks every call.
        Assert.Empty(Directory.GetFiles(folder.Combine("backend"), "*.attrs", SearchOption.AllDirectories));

        var destroyed = await stack.DestroyAsync(new DestroyOptions { Remove = true }, Token);
        Assert.Equal("destroy", destroyed.Summary.Kind);
        Assert.Empty(await workspace.ListStacksAsync("plain", Token));
        Assert.Empty(folder.Locks);
        Assert.Empty(folder.Processes);
    }

    [Fact]
    public async Task A_destroyed_stack_keeps_its_history_until_it_is_removed()
    {
        using var folder = new PulumiFolder();
        var workspace = folder.Open();
        var stack = await workspace.CreateOrSelectStackAsync("kept", Token);
        await stack.UpAsync(null, Token);
        await stack.DestroyAsync(null, Token);
        Assert.Equal(0, (await workspace.ListStacksAsync(null, Token)).Single().ResourceCount ?? 0);

        Assert.Equal("kept", (await workspace.CreateOrSelectStackAsync("kept", Token)).Name);
        await workspace.RemoveStackAsync("kept", force: false, Token);
        Assert.Empty(await workspace.ListStacksAsync(null, Token));
    }

    [Fact]
    public async Task Tags_hold_any_text()
    {
        using var folder = new PulumiFolder();
        var stack = await folder.Open().CreateStackAsync("tagged", Token);
        await stack.SetTagAsync("owner", "--alice \"and\" bob", Token);
        Assert.Equal("--alice \"and\" bob", (await stack.ListTagsAsync(Token))["owner"]);
    }

    [Fact]
    public async Task Events_come_one_by_one_from_the_first_to_the_last()
    {
        using var folder = new PulumiFolder();
        var stack = await folder.Open().CreateStackAsync("events", Token);
        var events = new List<EngineEvent>();
        await foreach (var read in stack.UpEventsAsync(null, Token))
        {
            events.Add(read);
        }

        Assert.Equal(events.Select(e => e.Sequence).Order(), events.Select(e => e.Sequence));
        Assert.Contains(events, e => e is { Kind: EngineEventKind.ResourcePre, Operation: "create" } && e.Urn!.EndsWith("plain-events", StringComparison.Ordinal));
        Assert.Equal("succeeded", events.Single(e => e.Kind is EngineEventKind.Summary).Message);
        Assert.Equal(EngineEventKind.Cancel, events[^1].Kind);

        var destroyed = new List<EngineEvent>();
        await foreach (var read in stack.DestroyEventsAsync(new DestroyOptions { Remove = true }, Token))
        {
            destroyed.Add(read);
        }

        Assert.Contains(destroyed, e => e is { Kind: EngineEventKind.ResourceOutputs, Operation: "delete" });
    }

    [Fact]
    public async Task An_error_comes_after_the_last_event()
    {
        using var folder = new PulumiFolder("name: plain\nruntime: yaml\noutputs:\n  said: ${nothing}\n");
        var stack = await folder.Open().CreateStackAsync("bad", Token);
        var events = new List<EngineEvent>();
        var error = await Assert.ThrowsAsync<ResourceFailedException>(async () =>
        {
            await foreach (var read in stack.UpEventsAsync(null, Token))
            {
                events.Add(read);
            }
        });
        Assert.Contains("nothing", error.Message, StringComparison.Ordinal);
        Assert.Equal("failed", events.Single(e => e.Kind is EngineEventKind.Summary).Message);
    }
}
