using GamSessions.Access;
using GamSessions.Options;
using GamSessions.Provisioning;
using GamSessions.Sessions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GamSessions.AgentLink;

/// <inheritdoc cref="IAgentLinks"/>
internal sealed class AgentLinks(
    ISessionProvisioner engine,
    ISessionTokenIssuer issuer,
    SessionRecords records,
    IEnumerable<IJournalObserver> observers,
    IOptions<GamSessionsOptions> options,
    TimeProvider time,
    ILogger<AgentLink> logger) : IAgentLinks
{
    private readonly IJournalObserver[] _observers = [.. observers];

    /// <inheritdoc/>
    public IAgentLink Open(string sessionId)
    {
        var dialler = new AgentDialler(sessionId, engine, issuer, options.Value.Limits, time);
        return new AgentLink(sessionId, dialler, new JournalTail(sessionId, records, _observers), engine.SessionsOutliveControlPlane ? () => engine.WhyReplaced(sessionId) : null, time, logger);
    }
}
