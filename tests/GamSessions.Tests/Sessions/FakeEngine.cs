using System.Collections.Concurrent;
using System.Threading.Channels;
using GamSessions.Provisioning;
using GamSessions.Sessions;

namespace GamSessions.Tests.Sessions;

/// <summary>An engine that stands nothing up, and fails where a test wants it to.</summary>
internal sealed class FakeEngine : ISessionProvisioner
{
    private readonly Channel<ProvisionerNotice> _notices = Channel.CreateUnbounded<ProvisionerNotice>();

    public string Engine => "fake";

    public bool SessionsOutliveControlPlane { get; init; }

    public Func<SessionSpec, CancellationToken, Task> Provision { get; set; } = (_, _) => Task.CompletedTask;

    public Func<string, Task> Remove { get; set; } = _ => Task.CompletedTask;

    public AgentEndpoint? Agent { get; set; } = new(new Uri("http://127.0.0.1:9"), "agent-1");

    /// <summary>Why its sessions are in another place.</summary>
    public string? Why { get; set; }

    public string? WhyReplaced(string sessionId) => Why;

    public ConcurrentQueue<string> Calls { get; } = new();

    public Task ReconcileAsync(IReadOnlyList<Session> live, CancellationToken cancellationToken)
    {
        Calls.Enqueue($"reconcile {string.Join(',', live.Select(s => s.Id))}");
        return Task.CompletedTask;
    }

    public async Task ProvisionAsync(SessionSpec spec, CancellationToken cancellationToken)
    {
        Calls.Enqueue("provision");
        try
        {
            await Provision(spec, cancellationToken);
        }
        finally
        {
            Calls.Enqueue("provision over");
        }
    }

    public ValueTask<AgentEndpoint?> FindAgentAsync(string sessionId, CancellationToken cancellationToken) => ValueTask.FromResult(Agent);

    public async Task RemoveAsync(string sessionId, CancellationToken cancellationToken)
    {
        Calls.Enqueue("remove");
        await Remove(sessionId);
    }

    public IAsyncEnumerable<ProvisionerNotice> WatchAsync(CancellationToken cancellationToken) => _notices.Reader.ReadAllAsync(cancellationToken);

    public void Notice(ProvisionerNotice notice) => Assert.True(_notices.Writer.TryWrite(notice));
}
