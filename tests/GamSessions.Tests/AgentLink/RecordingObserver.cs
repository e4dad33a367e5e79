using System.Collections.Concurrent;
using GamAgent.Protocol;
using GamSessions.AgentLink;
using TestKit;

namespace GamSessions.Tests.AgentLink;

/// <summary>Writes down what it is handed; through a gate, when it has one.</summary>
internal sealed class RecordingObserver : IJournalObserver
{
    private readonly ConcurrentQueue<string> _seen = new();

    public JournalPosition? Position { get; init; }

    public TaskCompletionSource? Gate { get; set; }

    public ValueTask<JournalPosition?> FindPositionAsync(string sessionId, CancellationToken cancellationToken) => ValueTask.FromResult(Position);

    public async ValueTask OnEventAsync(
        string sessionId, string epoch, EventEnvelope journalEvent, ReadOnlyMemory<byte> frame, CancellationToken cancellationToken)
    {
        if (Gate is { } gate)
        {
            await gate.Task.WaitAsync(cancellationToken);
        }

        _seen.Enqueue($"{epoch}:{journalEvent.Seq}");
    }

    public ValueTask OnGapAsync(string sessionId, string epoch, GapData gap, CancellationToken cancellationToken)
    {
        _seen.Enqueue($"{epoch}:gap");
        return ValueTask.CompletedTask;
    }

    public async Task WaitForAsync(params string[] expected)
    {
        await Eventually.True("the observer has seen them", () => _seen.Count >= expected.Length);
        Assert.Equal(expected, _seen);
    }
}
