using System.Threading.Channels;

namespace GamAgent.Runner.Link;

/// <summary>
/// "There is something new": many may say it, one waits for it, and saying it twice is saying it once. Whoever says it, holding no lock, may find
/// itself doing what the waiter does next; so that one has to leave the thread soon.
/// </summary>
internal sealed class ChangeSignal
{
    private readonly Channel<bool> _channel =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true, AllowSynchronousContinuations = true });

    /// <summary>Says it.</summary>
    internal void Set() => _channel.Writer.TryWrite(true);

    /// <summary>Waits for it and takes it back.</summary>
    internal ValueTask<bool> WaitAsync(CancellationToken cancellation) => _channel.Reader.ReadAsync(cancellation);
}
