using System.Text.Json;
using System.Text.Json.Serialization;

namespace GamAgent.Protocol;

/// <summary>The names of the frames that only the role <c>control</c> may send.</summary>
public static class ControlNames
{
    /// <summary><see cref="EndRequest"/>.</summary>
    public const string End = "end";

    /// <summary><see cref="KickRequest"/>.</summary>
    public const string Kick = "kick";

    /// <summary><see cref="KeysRequest"/>.</summary>
    public const string Keys = "keys";

    /// <summary><see cref="ClosingRequest"/>.</summary>
    public const string Closing = "closing";

    /// <summary><see cref="NoteRequest"/>.</summary>
    public const string Note = "note";

    /// <summary>No data; answered by <see cref="StatusData"/>.</summary>
    public const string Status = "status";
}

/// <summary>
/// The data of <c>end</c>: the session ends. What runs ends by the ladder as <c>session-ended</c>, then all websockets close with 1000
/// and the reason, the sender's own last. With <c>ifIdleMs</c> it does so only if the session has been idle for that long when the
/// frame is read; else nothing happens (a <c>status</c> sent after it tells which).
/// </summary>
/// <param name="Reason">Why.</param>
/// <param name="GraceSeconds">How long the end may take before sockets are closed all the same.</param>
/// <param name="IfIdleMs">End only if idle for at least so long, in milliseconds.</param>
public sealed record EndRequest(EndReason Reason, int GraceSeconds, long? IfIdleMs = null);

/// <summary>The data of <c>kick</c>: closes the sockets of a subject with 4403.</summary>
public sealed record KickRequest(string Subject);

/// <summary>The data of <c>keys</c>: from now on tokens are checked against these, a JWKS as text.</summary>
public sealed record KeysRequest(string Jwks);

/// <summary>
/// The data of <c>closing</c>: clients are told by <c>closing</c> that the session ends at a time. Without a reason it withdraws an
/// earlier one: clients get a <c>state</c>.
/// </summary>
public sealed record ClosingRequest(EndReason? Reason, DateTimeOffset? At);

/// <summary>
/// The data of <c>note</c>: what became of the agent's pod or of its runner, as the cluster told the control plane; everybody is told by a
/// <c>state</c> with the reason and the message.
/// </summary>
/// <param name="Reason">What was lost.</param>
/// <param name="Message">In words, at most <see cref="MaxMessageLength"/> characters.</param>
public sealed record NoteRequest(ExitReason Reason, string Message)
{
    /// <summary>How many characters a message may have.</summary>
    public const int MaxMessageLength = 1024;
}

/// <summary>A frame of the control role as it is sent.</summary>
/// <param name="Event">One of <see cref="ControlNames"/>.</param>
/// <param name="Data">Its data.</param>
public sealed record ControlFrame<T>(string Event, T? Data);

/// <summary>Serialisation of control frames, generated.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ControlFrame<EndRequest>))]
[JsonSerializable(typeof(ControlFrame<KickRequest>))]
[JsonSerializable(typeof(ControlFrame<KeysRequest>))]
[JsonSerializable(typeof(ControlFrame<ClosingRequest>))]
[JsonSerializable(typeof(ControlFrame<NoteRequest>))]
public sealed partial class ControlJson : JsonSerializerContext;
