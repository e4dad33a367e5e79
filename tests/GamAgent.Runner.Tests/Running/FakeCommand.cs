using System.Buffers;
using System.Text;
using GamAgent.Protocol;
using GamAgent.Protocol.RunnerLink;

namespace GamAgent.Runner.Tests.Running;

/// <summary>What came of one command, as the agent's journal would have it.</summary>
internal sealed class FakeCommand(LinkStart start)
{
    private readonly Lock _gate = new();
    private readonly ArrayBufferWriter<byte> _stdout = new();
    private readonly ArrayBufferWriter<byte> _stderr = new();
    private readonly TaskCompletionSource<LinkExit> _exit = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<LinkStarted> _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private LinkExit? _taken;
    private long _stdoutCount;
    private long _stderrCount;

    public LinkStart Start => start;

    public long Number => start.Command;

    public long StdinSent { get; set; }

    public LinkStdinTaken? StdinTaken { get; private set; }

    /// <summary>How many exits came; more than one when the acknowledgement was held back or lost.</summary>
    public int Exits { get; private set; }

    /// <summary>Pieces of output that came.</summary>
    public int Pieces { get; private set; }

    /// <summary>Only counts the output, for floods.</summary>
    public bool DropsOutput { get; set; }

    public Task<LinkStarted> Started => _started.Task.Within($"command {Number} starts");

    public Task<LinkExit> Exited => _exit.Task.Within($"command {Number} ends; it printed:\n{Stdout}\n{Stderr}", TimeSpan.FromMinutes(2));

    public bool HasExited => _exit.Task.IsCompleted;

    public LinkExit Exit => _exit.Task.IsCompleted ? _exit.Task.Result : throw new InvalidOperationException("It has not ended.");

    public string Stdout => Encoding.UTF8.GetString(StdoutBytes);

    public string Stderr => Encoding.UTF8.GetString(Read(_stderr));

    public byte[] StdoutBytes => Read(_stdout);

    public long StdoutCount => Interlocked.Read(ref _stdoutCount);

    public LinkAck Ack => new(Number, Interlocked.Read(ref _stdoutCount), Interlocked.Read(ref _stderrCount));

    public Task Printed(string text) => Eventually.True(
        $"“{text}” in the output", () => HasExited || Stdout.Contains(text, StringComparison.Ordinal) || Stderr.Contains(text, StringComparison.Ordinal));

    public void Take(LinkStarted started) => _started.TrySetResult(started);

    public void Take(LinkStdinTaken taken) => StdinTaken = taken;

    public string? Take(LinkBytes bytes)
    {
        lock (_gate)
        {
            Pieces++;
            ref var count = ref bytes.Stream == OutputStream.Stdout ? ref _stdoutCount : ref _stderrCount;
            if (bytes.Offset != count)
            {
                return $"{bytes.Stream} of command {Number} at {bytes.Offset} instead of {count}";
            }

            if (_taken is not null)
            {
                return $"output of command {Number} after its exit";
            }

            count += bytes.Bytes.Length;
            if (!DropsOutput)
            {
                foreach (var piece in bytes.Bytes)
                {
                    (bytes.Stream == OutputStream.Stdout ? _stdout : _stderr).Write(piece.Span);
                }
            }

            return _started.Task.IsCompleted ? null : $"output of command {Number} before its start";
        }
    }

    public string? Take(LinkExit exit)
    {
        lock (_gate)
        {
            Exits++;
            _taken = exit;
            return exit.StdoutBytes == _stdoutCount && exit.StderrBytes == _stderrCount
                ? null
                : $"command {Number} ended with {exit.StdoutBytes} and {exit.StderrBytes} bytes, and {_stdoutCount} and {_stderrCount} came";
        }
    }

    /// <summary>The exit was handled.</summary>
    public void Complete() => _exit.TrySetResult(_taken!);

    private byte[] Read(ArrayBufferWriter<byte> writer)
    {
        lock (_gate)
        {
            return writer.WrittenSpan.ToArray();
        }
    }
}
