using System.Collections.Concurrent;
using GamAgent.Protocol;
using GamSessions.AgentLink;

namespace GamSessions.Tests.Sessions;

/// <summary>An agent as its link shows it: as idle as the test says, and ending when told to.</summary>
internal sealed class FakeAgentLink : IAgentLink, IAgentLinks
{
    private readonly TaskCompletionSource<EndReason?> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public AgentState? State => Ending ? AgentState.Ending : AgentState.Idle;

    public bool Ending { get; private set; }

    public bool Unreachable { get; set; }

    /// <summary>Whether the end it was told of is followed by its close at once.</summary>
    public bool EndsWhenTold { get; set; } = true;

    public long IdleMs { get; set; }

    /// <summary>How idle it turns out to be when a compare-and-end arrives.</summary>
    public long? IdleMsAtEnd { get; set; }

    public DateTimeOffset? LastActivityAt { get; set; }

    public Task<EndReason?> AgentEnded => _ended.Task;

    public ConcurrentQueue<EndRequest> Ends { get; } = new();

    public ConcurrentQueue<ClosingRequest> Announced { get; } = new();

    public int Asked { get; private set; }

    public int Redialled { get; private set; }

    public IAgentLink Open(string sessionId) => this;

    public Task<StatusData> GetStatusAsync(CancellationToken cancellationToken)
    {
        Asked++;
        ThrowIfUnreachable();
        return Task.FromResult(new StatusData
        {
            State = Ending ? AgentState.Ending : AgentState.Idle,
            Conditions = [],
            IdleMs = IdleMs,
            Clients = 0,
            Journal = new JournalStatus("e", 1, 1, 0),
        });
    }

    /// <summary>How often it was to be told of its end, with and without success.</summary>
    public int Tried { get; private set; }

    public Task EndAsync(EndRequest request, CancellationToken cancellationToken)
    {
        Tried++;
        ThrowIfUnreachable();
        Ends.Enqueue(request);
        if (request.IfIdleMs is null || (IdleMsAtEnd ?? IdleMs) >= request.IfIdleMs)
        {
            Ending = true;
            if (EndsWhenTold)
            {
                End(request.Reason);
            }
        }

        return Task.CompletedTask;
    }

    public void End(EndReason? reason) => _ended.TrySetResult(reason);

    public Task AnnounceAsync(ClosingRequest request, CancellationToken cancellationToken)
    {
        ThrowIfUnreachable();
        Announced.Enqueue(request);
        return Task.CompletedTask;
    }

    public Task UpdateKeysAsync(string jwks, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task KickAsync(string subject, CancellationToken cancellationToken) => Task.CompletedTask;

    public ConcurrentQueue<NoteRequest> Notes { get; } = new();

    public Task NoteAsync(NoteRequest note, CancellationToken cancellationToken)
    {
        ThrowIfUnreachable();
        Notes.Enqueue(note);
        return Task.CompletedTask;
    }

    public void Redial() => Redialled++;

    public ValueTask DisposeAsync()
    {
        _ended.TrySetCanceled();
        return ValueTask.CompletedTask;
    }

    private void ThrowIfUnreachable()
    {
        if (Unreachable)
        {
            throw new AgentUnreachableException("the test said so");
        }
    }
}
