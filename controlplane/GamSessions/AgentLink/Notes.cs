using GamAgent.Protocol;

namespace GamSessions.AgentLink;

/// <summary>Makes notes for agents of what a cluster says, which may be longer than a note.</summary>
internal static class Notes
{
    /// <summary>One.</summary>
    public static NoteRequest Of(ExitReason reason, string message) =>
        new(reason, message.Length <= NoteRequest.MaxMessageLength ? message : $"{message.AsSpan(0, NoteRequest.MaxMessageLength - 1)}…");
}
