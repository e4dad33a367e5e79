using System.Diagnostics;
using System.Globalization;
using StandInGam.Bulk;
using StandInGam.Running;
using StandInGam.Streams;

namespace StandInGam.Replay;

/// <summary>Plays a recording of the real GAM: each read to its stream, with its timing, and the end that it had.</summary>
internal static class ReplayCommand
{
    private const string LeftBehind = "--left-behind";

    public static readonly Command[] All =
    [
        new("replay", "NAME [SPEED]", "a recording of the real GAM, byte for byte; SPEED 10 is ten times as fast, 0 has no pauses", Replay),
        new("recordings", "", "the names to replay", List),
    ];

    private static Task<int> List(GamRun run, CommandLine line)
    {
        line.End();
        foreach (var name in Recording.Names)
        {
            run.Out.WriteLine(name);
        }

        return Task.FromResult(0);
    }

    private static async Task<int> Replay(GamRun run, CommandLine line)
    {
        var name = line.Next("RecordingName");
        if (!Recording.Names.Contains(name))
        {
            throw new UsageException(line.Position - 1, $"Invalid choice ({name}): Expected one that gam recordings lists");
        }

        var speed = 1.0;
        if (line.Peek() is { } given && double.TryParse(given, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out speed))
        {
            line.Skip(1);
        }

        var leftBehind = line.TryTake(LeftBehind);
        line.End();
        var recording = Recording.Load(name);
        var own = recording.Reads.Where(read => read.Milliseconds <= recording.EndMilliseconds);
        var later = recording.Reads.Where(read => read.Milliseconds > recording.EndMilliseconds).ToArray();
        if (leftBehind)
        {
            await Play(run, later, recording.EndMilliseconds, speed);
            return 0;
        }

        await Play(run, own, 0, speed);
        await Until(TimeSpan.FromMilliseconds(recording.EndMilliseconds - recording.Reads.Select(r => r.Milliseconds).Where(ms => ms <= recording.EndMilliseconds).DefaultIfEmpty(0).Max()), speed);
        if (later.Length > 0)
        {
            // What came after the end of the main process came from those that it left behind.
            using var other = WorkerManager.StartSelf([WorkerManager.WorkerVerb, "replay", name, speed.ToString(CultureInfo.InvariantCulture), LeftBehind]);
        }

        if (recording.Signal is { } signal)
        {
            Native.SetDefault(signal);
            _ = Native.Kill(Environment.ProcessId, signal);
        }

        return recording.ExitCode ?? 0;
    }

    private static async Task Play(GamRun run, IEnumerable<RecordedRead> reads, double from, double speed)
    {
        var clock = Stopwatch.StartNew();
        foreach (var read in reads)
        {
            await Until(TimeSpan.FromMilliseconds(read.Milliseconds - from) - (clock.Elapsed * speed), speed);
            (read.Error ? run.Err : run.Out).WriteRaw(read.Bytes);
        }
    }

    private static Task Until(TimeSpan left, double speed) =>
        speed > 0 && left > TimeSpan.Zero ? Task.Delay(left / speed, TimeProvider.System) : Task.CompletedTask;
}
