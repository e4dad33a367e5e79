using System.Runtime.CompilerServices;
using System.Threading.Channels;

namespace PulumiAutomation.Events;

/// <summary>
/// Turns an operation that calls back for every event into an enumeration. Between the two are at most 256 events; then the CLI waits
/// for who enumerates.
/// </summary>
internal static class EventStream
{
    private const int Capacity = 256;

    /// <summary>Runs the operation as long as it is enumerated.</summary>
    public static async IAsyncEnumerable<EngineEvent> Read(
        Func<Func<EngineEvent, CancellationToken, ValueTask>, CancellationToken, Task> operation, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var events = Channel.CreateBounded<EngineEvent>(new BoundedChannelOptions(Capacity) { SingleReader = true, SingleWriter = true });
        var running = RunAsync(operation, events.Writer, stop.Token);
        var finished = false;
        try
        {
            while (await events.Reader.WaitToReadAsync(CancellationToken.None))
            {
                while (events.Reader.TryRead(out var read))
                {
                    yield return read;
                }
            }

            finished = true;
            await running;
        }
        finally
        {
            if (!finished)
            {
                await stop.CancelAsync();
                // Nobody reads any more: the events that still come must not hold the CLI back.
                await foreach (var _ in events.Reader.ReadAllAsync(CancellationToken.None))
                {
                }

                await ((Task)running).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private static async Task RunAsync(Func<Func<EngineEvent, CancellationToken, ValueTask>, CancellationToken, Task> operation, ChannelWriter<EngineEvent> events, CancellationToken cancellationToken)
    {
        try
        {
            await operation(events.WriteAsync, cancellationToken);
        }
        finally
        {
            events.Complete();
        }
    }
}
