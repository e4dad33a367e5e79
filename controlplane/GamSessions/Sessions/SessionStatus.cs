using System.Text.Json.Serialization;
using GamAgent.Protocol;

namespace GamSessions.Sessions;

/// <summary>Where a session stands.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<SessionStatus>))]
public enum SessionStatus
{
    /// <summary>It is being set up.</summary>
    Starting,

    /// <summary>A websocket reached its agent.</summary>
    Ready,

    /// <summary>Its end was asked for and goes on.</summary>
    Ending,

    /// <summary>It is over; <c>reason</c> says why.</summary>
    Ended,

    /// <summary>It was never ready; <c>reason</c> says why.</summary>
    Failed,
}
