using Conformance.Tests.Hosting;
using GamAgent.Protocol;
using GamSessions.Sessions;

namespace Conformance.Tests.Pulumi;

/// <summary>Stacks without objects, objects without a stack, and both without a session: each is put in order at the next start.</summary>
public sealed class PulumiReadoptionTests : PulumiTest
{
    [Fact]
    public async Task A_session_whose_stack_lost_its_state_gets_one_again_and_goes_on()
    {
        var (id, agent) = await LiveAndStopAsync();
        LoseState(id);

        await using var plane = await StartAsync();
        await Eventually.True("the stack is there again and free", () => File.Exists(Engine.StateFile(id)) && Engine.Processes(id).Count == 0 && HasResources(id), TimeSpan.FromMinutes(2));
        Assert.Equal(SessionStatus.Ready, (await plane.FindAsync(id)).Status);
        Assert.Equal(agent, (await plane.Engine.FindAgentAsync(id, Token))!.AgentId);
        await using (var socket = await plane.OpenAsync(id))
        {
            Assert.Equal(agent, (await socket.WaitFor(EventNames.Connected)).Read<ConnectedData>().AgentId);
        }

        await EndAsync(plane, id);
        await NothingIsLeftAsync(id);
    }

    [Fact]
    public async Task A_file_that_a_killed_CLI_left_half_written_keeps_nobody_from_starting_or_ending()
    {
        var (id, _) = await LiveAndStopAsync();
        await File.WriteAllTextAsync($"{Engine.StateFile(id)}.attrs", "", Token);
        await File.WriteAllTextAsync(Path.Combine(Engine.BackendFolder, ".pulumi", "meta.yaml.attrs"), "{\"user.cache", Token);

        await using var plane = await StartAsync();
        Assert.Equal(SessionStatus.Ready, (await plane.FindAsync(id)).Status);
        await EndAsync(plane, id);
        await NothingIsLeftAsync(id);
    }

    [Fact]
    public async Task A_session_without_stack_and_program_goes_on_and_its_objects_go_with_it()
    {
        var (id, _) = await LiveAndStopAsync();
        LoseState(id);
        Directory.Delete(Engine.ProgramFolder(id), recursive: true);

        await using var plane = await StartAsync();
        Assert.Equal(SessionStatus.Ready, (await plane.FindAsync(id)).Status);
        await EndAsync(plane, id);
        await NothingIsLeftAsync(id);
    }

    [Fact]
    public async Task A_session_whose_objects_are_gone_ends_and_so_does_its_stack()
    {
        await using var plane = await StartAsync();
        var session = await plane.CreateReadyAsync();
        await Kubectl.RunAsync("delete", "deployments,services,ingresses,networkpolicies", "-n", Engine.Namespace, "-l", $"session_id={session.Id}");
        await Eventually.True("the session is over", async () => !(await plane.FindAsync(session.Id)).IsLive, TimeSpan.FromMinutes(2));
        Assert.Equal(EndReason.PodLost, (await plane.FindAsync(session.Id)).Reason);
        await NothingIsLeftAsync(session.Id);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_stack_that_no_session_knows_is_destroyed_with_objects_and_without(bool hasObjects)
    {
        var (id, _) = await LiveAndStopAsync(keepRecord: false);
        if (!hasObjects)
        {
            await Kubectl.RunAsync("delete", "deployments,services,ingresses,networkpolicies", "-n", Engine.Namespace, "-l", $"session_id={id}");
        }

        Assert.True(File.Exists(Engine.StateFile(id)));
        await using var plane = await StartAsync();
        Assert.Null(await plane.Sessions.FindAsync(id, Token));
        await NothingIsLeftAsync(id);
    }

    private async Task<(string Id, string? Agent)> LiveAndStopAsync(bool keepRecord = true)
    {
        await using var plane = await StartAsync();
        var session = await plane.CreateReadyAsync();
        if (!keepRecord)
        {
            await plane.LoseRecordAsync(session.Id);
        }

        return (session.Id, (await plane.Engine.FindAgentAsync(session.Id, Token))!.AgentId);
    }

    private void LoseState(string id)
    {
        foreach (var file in Directory.GetFiles(Path.GetDirectoryName(Engine.StateFile(id))!, $"{id}*"))
        {
            File.Delete(file);
        }
    }

    private bool HasResources(string id) =>
        File.ReadAllText(Engine.StateFile(id)).Contains("kubernetes:apps/v1:Deployment", StringComparison.Ordinal) && Engine.Locks.Count == 0;
}
