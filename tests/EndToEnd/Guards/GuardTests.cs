using System.Net;
using EndToEnd.Tests.Hosting;
using GamAgent.Protocol;

namespace EndToEnd.Tests.Guards;

/// <summary>A command that takes too much ends, and the session goes on: on one machine as in a pod.</summary>
public sealed class GuardTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private HostProgram _host = null!;

    public async ValueTask InitializeAsync() =>
        _host = await HostProgram.Start(_folder.Path, new Dictionary<string, string?> { ["GamSessions__Limits__WorkFolderBytes"] = "32Mi" });

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_command_that_passes_its_memory_limit_ends_as_that_and_the_runner_is_the_same_process()
    {
        var id = await _host.CreateId(config: new { resources = new { memory = "256Mi" } });
        await using var socket = await _host.Open(id);
        var runner = SessionProcesses.Runner(id);

        var exit = (await socket.Run("gam memory 600 60"))[^1].Read<ExitData>();

        Assert.Equal(ExitReason.OutOfMemory, exit.Reason);
        Assert.Equal(256 << 20, exit.Memory!.LimitBytes);
        Assert.InRange(exit.Memory.PeakBytes, 192 << 20, long.MaxValue);
        Assert.Equal(0, (await socket.Run("gam info domain"))[^1].Read<ExitData>().ExitCode);
        Assert.Equal(runner, SessionProcesses.Runner(id));
    }

    [Fact]
    public async Task A_command_that_fills_the_work_folder_ends_as_that_and_a_small_one_runs_again_once_files_are_deleted()
    {
        var id = await _host.CreateId();
        await using var socket = await _host.Open(id);

        Assert.Equal(ExitReason.DiskFull, (await socket.Run("gam fill big 5000"))[^1].Read<ExitData>().Reason);
        using (var deleted = await _host.Http.DeleteAsync($"api/sessions/{id}/files/big"))
        {
            Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        }

        await Eventually.True("a small one runs again", async () =>
        {
            // Until the runner has looked again it is refused.
            await socket.SendCommand("gam fill small 1");
            EventEnvelope answer;
            do
            {
                answer = await socket.Next();
            }
            while (answer.Event is not (EventNames.Exit or EventNames.Error));
            return answer.Event == EventNames.Exit && answer.Read<ExitData>() is { Reason: ExitReason.Exited, ExitCode: 0 };
        });
    }
}
