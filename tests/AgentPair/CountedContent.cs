using System.Net;
using TestKit;

namespace AgentPair.Tests;

/// <summary>A body of a known length that is made as it is sent, and may pause on the way.</summary>
internal sealed class CountedContent(long length) : HttpContent
{
    private readonly TaskCompletionSource _paused = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _resumed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public long Sent { get; private set; }

    public long? PauseAt { get; init; }

    public Task Paused => _paused.Task.WaitAsync(Eventually.DefaultLimit);

    public void Resume() => _resumed.TrySetResult();

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) => SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        var piece = new byte[50_000];
        while (Sent < length)
        {
            if (Sent >= PauseAt)
            {
                await stream.FlushAsync(cancellationToken);
                _paused.TrySetResult();
                await _resumed.Task.WaitAsync(cancellationToken);
            }

            var count = (int)Math.Min(piece.Length, length - Sent);
            await stream.WriteAsync(piece.AsMemory(0, count), cancellationToken);
            Sent += count;
        }
    }

    protected override bool TryComputeLength(out long computed)
    {
        computed = length;
        return true;
    }
}
