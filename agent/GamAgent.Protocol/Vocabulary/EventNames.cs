namespace GamAgent.Protocol;

/// <summary>The names of all events that a server sends.</summary>
public static class EventNames
{
    /// <summary>The first frame of every connection.</summary>
    public const string Connected = "connected";

    /// <summary>A command that was not started.</summary>
    public const string Refused = "refused";

    /// <summary>A command waits for its turn.</summary>
    public const string Queued = "queued";

    /// <summary>A command started.</summary>
    public const string Started = "started";

    /// <summary>Text that a command printed.</summary>
    public const string Output = "output";

    /// <summary>Somebody sent input to a command.</summary>
    public const string Input = "input";

    /// <summary>What GAM says about its own progress.</summary>
    public const string Progress = "progress";

    /// <summary>A command ended.</summary>
    public const string Exit = "exit";

    /// <summary>The state or the conditions changed.</summary>
    public const string State = "state";

    /// <summary>Events that a client asked for are gone.</summary>
    public const string Gap = "gap";

    /// <summary>What the client sent was refused.</summary>
    public const string Error = "error";

    /// <summary>The session ends at a time.</summary>
    public const string Closing = "closing";

    /// <summary>The answer to <c>ping</c>.</summary>
    public const string Pong = "pong";

    /// <summary>The answer to the control role's <c>status</c>.</summary>
    public const string Status = "status";
}
