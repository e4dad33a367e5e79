using System.Text.Json.Serialization;

namespace GamAgent.Protocol;

/// <summary>What the agent of a session is doing.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<AgentState>))]
public enum AgentState
{
    /// <summary>No runner is attached.</summary>
    NotReady,

    /// <summary>Ready for a command.</summary>
    Idle,

    /// <summary>A command runs.</summary>
    Running,

    /// <summary>The session is ending.</summary>
    Ending,
}
