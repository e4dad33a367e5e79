using GamAgent.Server.Commands;
using GamAgent.Server.Journal;
using GamAgent.Server.Settings;

namespace GamAgent.Server.Connections;

/// <summary>What every connection needs of the agent.</summary>
internal sealed record AgentServices(
    AgentSettings Settings,
    string Version,
    SessionJournal Journal,
    CommandDesk Desk,
    ClientHub Hub,
    TokenVerifier Tokens,
    AgentMetrics Metrics,
    TimeProvider Time);
