using GamAgent.Protocol.Settings;
using TestKit;

namespace GamAgent.Server.Tests.Schedules;

/// <summary>The runner itself, with a shell that prints the schedule's bytes from a file and ends with the code that is awaited.</summary>
internal sealed class RealRunner : IScheduledRunner
{
    private readonly StartedProgram _program;
    private readonly string _over;

    private RealRunner(StartedProgram program, string printed, string over)
    {
        _program = program;
        _over = over;
        Arguments = ["-c", "cat \"$1\"; : >\"$2\"; exit \"$3\"", "sh", printed, over, $"{ScheduledRunner.ExitCode}"];
    }

    public bool ExitSent => File.Exists(_over);

    public bool Done => false;

    public IReadOnlyList<string> Arguments { get; }

    public Task Completion => Task.CompletedTask;

    public static async Task<RealRunner> Start(Schedule schedule, TemporaryFolder folder, string session)
    {
        var printed = folder.Combine("printed");
        await File.WriteAllBytesAsync(printed, schedule.Printed);
        var program = StartedProgram.Start(await AgentPrograms.Runner(schedule.Form), ["run"], new Dictionary<string, string?>
        {
            [RunnerVariables.SessionId] = session,
            [RunnerVariables.Socket] = folder.Combine("r.sock"),
            [RunnerVariables.GamPath] = "/bin/sh",
            [RunnerVariables.WorkFolder] = folder.Folder("work"),
            [RunnerVariables.ConfigFolder] = folder.Folder("config"),
            [RunnerVariables.PassVariables] = "DOTNET_ROOT,TESTKIT_PROGRAM",
        });
        return new RealRunner(program, printed, folder.Combine("over"));
    }

    public ValueTask DisposeAsync() => _program.DisposeAsync();
}
