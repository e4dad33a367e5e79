using GamSessions.Sessions;

namespace GamSessions.Provisioning;

/// <summary>
/// An engine: it stands a session's parts up, watches them and removes them. It owns no record, sends nothing to clients and decides
/// no end; that is the session service's. All calls for one session come one after the other, except <see cref="RemoveAsync"/>, before
/// which a running <see cref="ProvisionAsync"/> is cancelled and awaited.
/// </summary>
public interface ISessionProvisioner
{
    /// <summary>The engine's name in the settings: <c>local</c>, <c>kubernetes</c>, <c>pulumi</c>.</summary>
    string Engine { get; }

    /// <summary>
    /// Whether sessions outlive the control plane (their parts run elsewhere). Where they don't, sessions that the store still holds as
    /// live at a start end as <c>host-lost</c>.
    /// </summary>
    bool SessionsOutliveControlPlane { get; }

    /// <summary>What it uses, as names and values to be shown at start.</summary>
    IReadOnlyList<(string Name, string Value)> Describe() => [];

    /// <summary>
    /// At start, before anything else: given the live sessions of the store, removes what is left of sessions that are not among them
    /// and takes up those that are.
    /// </summary>
    Task ReconcileAsync(IReadOnlyList<Session> live, CancellationToken cancellationToken);

    /// <summary>Stands a session up; returns when its agent can be dialled. Whether it is ready is found out by the caller.</summary>
    /// <exception cref="ProvisioningException">It can't be; whatever was made is removed by <see cref="RemoveAsync"/>, which the caller calls.</exception>
    Task ProvisionAsync(SessionSpec spec, CancellationToken cancellationToken);

    /// <summary>
    /// Watches a session between <see cref="ProvisionAsync"/> and ready, for what would keep it from ever becoming ready. Completes only by
    /// throwing; an engine that notices nothing of the kind just waits.
    /// </summary>
    /// <exception cref="ProvisioningException">The session can't become ready.</exception>
    Task WatchStartAsync(string sessionId, CancellationToken cancellationToken) => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);

    /// <summary>Where the session's agent is now, or null when none can be reached at the moment.</summary>
    ValueTask<AgentEndpoint?> FindAgentAsync(string sessionId, CancellationToken cancellationToken);

    /// <summary>
    /// Why the session's agent is in another place than an earlier one, with a work folder that is new; null when the engine did not see it.
    /// Asked for by engines whose sessions outlive the control plane, when another journal shows that it is so.
    /// </summary>
    string? WhyReplaced(string sessionId) => null;

    /// <summary>Removes all of a session; returns when it is gone. For a session that has nothing it does nothing.</summary>
    Task RemoveAsync(string sessionId, CancellationToken cancellationToken);

    /// <summary>What happened to sessions by itself, as long as the enumeration goes on.</summary>
    IAsyncEnumerable<ProvisionerNotice> WatchAsync(CancellationToken cancellationToken);
}
