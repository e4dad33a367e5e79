using System.Text.Json;
using GamAgent.Protocol;
using GamAgent.Protocol.Settings;
using TestKit;

namespace GamAgent.Server.Tests.Lifetime;

public sealed class AgentProgramTests
{
    public static TheoryData<ProgramForm> Forms => [ProgramForm.Jit, ProgramForm.Aot];

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task An_agent_whose_parent_is_gone_ends_the_session_as_host_lost(ProgramForm form)
    {
        using var folder = new TemporaryFolder();
        using var tokens = new TestTokens();
        await using var program = await Start(form, Variables(folder, tokens.Jwks, endWithParent: "true"));
        var line = await Eventually.Get(
            "the agent listens", () => program.Output.Text.Split('\n') is [{ Length: > 0 } first, _, ..] ? first : null);
        var url = JsonSerializer.Deserialize(line, ListeningLineJson.Default.ListeningLine)!.Url;
        await using var runner = await ScriptedRunner.Attach(folder.Combine("r.sock"));
        await using var socket = await GamSocket.Connect(
            new Uri(url.Replace("http", "ws", StringComparison.Ordinal) + "/ws/session/s/"), new GamSocketOptions { Token = tokens.For("s") });
        await socket.SendCommand("print users");
        var start = await runner.Start();
        await socket.WaitFor(EventNames.Started);
        program.Signal(Signals.Interrupt);
        program.CloseInput();
        await runner.Next<Protocol.RunnerLink.LinkEnd>();
        await runner.Exit(new Protocol.RunnerLink.LinkExit
        {
            Command = start.Command,
            Reason = ExitReason.SessionEnded,
            DurationMs = 1,
            StdoutBytes = 0,
            StderrBytes = 0,
        });
        Assert.Equal(ExitReason.SessionEnded, (await socket.WaitFor(EventNames.Exit)).Read<ExitData>().Reason);
        var closed = await socket.Closed();
        Assert.Equal((1000, "host-lost"), (closed.Code, closed.Reason));
        Assert.Equal(start.Command, (await runner.Next<ScriptedRunner.Acknowledgement>()).Command);
        Assert.Equal(0, await program.WaitForExit());
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Everything_wrong_with_the_settings_is_told_at_once(ProgramForm form)
    {
        await using var program = await Start(form, new Dictionary<string, string?>
        {
            [AgentVariables.Listen] = "localhost",
            [AgentVariables.EndWithParent] = "perhaps",
            ["GamAgent__Limits__QueueLength"] = "-1",
            ["GamAgent__Limits__PingInterval"] = "soon",
        });
        Assert.Equal(1, await program.WaitForEverything());
        foreach (var name in (string[])
            [AgentVariables.SessionId, AgentVariables.RunnerSocket, AgentVariables.JournalFolder, AgentVariables.Jwks, AgentVariables.Listen,
                AgentVariables.EndWithParent, "QueueLength", "PingInterval"])
        {
            Assert.Contains(name, program.Errors.Text, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("{}", "GamAgent__Jwks")]
    [InlineData("no json", "GamAgent__Jwks")]
    public async Task Keys_that_are_none_are_told_with_their_variable(string jwks, string says)
    {
        using var folder = new TemporaryFolder();
        await using var program = await Start(ProgramForm.Jit, Variables(folder, jwks));
        Assert.Equal(1, await program.WaitForEverything());
        Assert.Contains(says, program.Errors.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_socket_path_that_is_too_long_is_told()
    {
        using var folder = new TemporaryFolder();
        using var tokens = new TestTokens();
        var variables = Variables(folder, tokens.Jwks);
        variables[AgentVariables.RunnerSocket] = folder.Combine(new string('x', 120));
        await using var program = await Start(ProgramForm.Jit, variables);
        Assert.Equal(1, await program.WaitForEverything());
        Assert.Contains("107 bytes", program.Errors.Text, StringComparison.Ordinal);
    }

    private static async Task<StartedProgram> Start(ProgramForm form, Dictionary<string, string?> variables) =>
        StartedProgram.Start(await AgentPrograms.Server(form), ["serve"], variables);

    private static Dictionary<string, string?> Variables(TemporaryFolder folder, string jwks, string? endWithParent = null) => new()
    {
        [AgentVariables.SessionId] = "s",
        [AgentVariables.Listen] = "http://127.0.0.1:0",
        [AgentVariables.RunnerSocket] = folder.Combine("r.sock"),
        [AgentVariables.JournalFolder] = folder.Combine("journal"),
        [AgentVariables.Jwks] = jwks,
        [AgentVariables.EndWithParent] = endWithParent,
    };
}
