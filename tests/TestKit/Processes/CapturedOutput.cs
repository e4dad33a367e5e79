using System.Buffers;
using System.Text;

namespace TestKit;

/// <summary>What a program printed on one stream: the first 16 MiB of it, and the count of all.</summary>
public sealed class CapturedOutput
{
    private const int MostBytes = 16 * 1024 * 1024;
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private TaskCompletionSource _more = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _count;

    /// <summary>Completes at the end of the stream: when nobody holds it open any more.</summary>
    public Task Ended => _ended.Task;

    /// <summary>How many bytes came, those beyond what is kept included.</summary>
    public long Count => Interlocked.Read(ref _count);

    /// <summary>What came so far (16 MiB at most).</summary>
    public byte[] Bytes
    {
        get
        {
            lock (_lock)
            {
                return _bytes.WrittenSpan.ToArray();
            }
        }
    }

    /// <summary>The same as text.</summary>
    public string Text => Encoding.UTF8.GetString(Bytes);

    /// <summary>Complete lines so far, without their ends.</summary>
    public IReadOnlyList<string> Lines => Text.Split('\n') is [.. var lines, _] ? [.. lines.Select(line => line.TrimEnd('\r'))] : [];

    /// <summary>Waits for a text to appear.</summary>
    public Task WaitForText(string text, TimeSpan? limit = null) =>
        WaitFor(() => Text.Contains(text, StringComparison.Ordinal) ? text : null, $"“{text}” in the output", limit);

    /// <summary>Waits for the first line that fits, and returns it.</summary>
    public Task<string> WaitForLine(Func<string, bool> fits, TimeSpan? limit = null) =>
        WaitFor(() => Lines.FirstOrDefault(fits), "a line in the output", limit);

    internal void Add(ReadOnlySpan<byte> bytes)
    {
        TaskCompletionSource waiting;
        lock (_lock)
        {
            _bytes.Write(bytes[..(int)Math.Min(bytes.Length, MostBytes - _bytes.WrittenCount)]);
            Interlocked.Add(ref _count, bytes.Length);
            (waiting, _more) = (_more, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        }

        waiting.TrySetResult();
    }

    internal void End() => _ended.TrySetResult();

    private async Task<string> WaitFor(Func<string?> find, string what, TimeSpan? limit)
    {
        using var timer = new CancellationTokenSource(limit ?? Eventually.DefaultLimit);
        while (true)
        {
            Task more;
            lock (_lock)
            {
                more = _more.Task;
            }

            var over = Ended.IsCompleted;
            if (find() is { } found)
            {
                return found;
            }

            if (over || timer.IsCancellationRequested)
            {
                throw new InvalidOperationException($"There was no {what} {(over ? "before it ended" : "within the limit")}. It is:\n{Text}");
            }

            await Task.WhenAny(more, Ended, Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, timer.Token));
        }
    }
}
