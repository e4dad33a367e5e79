using System.Net.Sockets;
using GamAgent.Protocol;
using GamAgent.Protocol.RunnerLink;
using TestKit;

namespace GamAgent.Server.Tests.Schedules;

/// <summary>A runner with one command that prints the schedule's bytes and ends with 7; it dials again until its exit is acknowledged.</summary>
internal sealed class ScheduledRunner : IScheduledRunner
{
    public const int ExitCode = 7;

    private readonly Schedule _schedule;
    private readonly string _socket;
    private readonly Random _random;
    private LinkStarted? _started;

    public ScheduledRunner(Schedule schedule, string socket)
    {
        _schedule = schedule;
        _socket = socket;
        _random = new Random(schedule.Seed * 100);
        Completion = Run();
    }

    public IReadOnlyList<string> Arguments => ["print", "users"];

    public Task Completion { get; }

    /// <summary>The exit was sent at least once.</summary>
    public bool ExitSent { get; private set; }

    /// <summary>The exit is in the journal.</summary>
    public bool Done { get; private set; }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private async Task Run()
    {
        while (!Done)
        {
            try
            {
                await using var link = await ScriptedRunner.Attach(_socket, running: _started);
                _started ??= new LinkStarted(await link.Next<LinkStart>(), 4711, TimeProvider.System.GetUtcNow());
                await Print(link, _started);
                await link.Next<ScriptedRunner.Acknowledgement>();
                Done = true;
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or System.Threading.Channels.ChannelClosedException)
            {
                // The server was killed; what it has not acknowledged is sent again.
            }
        }
    }

    private async Task Print(ScriptedRunner link, LinkStarted started)
    {
        var command = started.Start.Command;
        await link.Started(started.Start, started.Pid);
        var offset = link.Welcome.Command == command ? (int)link.Welcome.StdoutOffset : 0;

        // What the journal has already may come once more, and must not be in it twice.
        offset = Math.Max(0, offset - _random.Next(100));
        while (offset < _schedule.Printed.Length)
        {
            var count = Math.Min(_schedule.PieceBytes, _schedule.Printed.Length - offset);
            await link.Print(command, offset, _schedule.Printed[offset..(offset + count)]);
            offset += count;
            ObjectDisposedException.ThrowIf(link.Ended.IsCompleted, link);
        }

        ExitSent = true;
        await link.Exit(command, _schedule.Printed.Length, ExitCode);
    }
}
