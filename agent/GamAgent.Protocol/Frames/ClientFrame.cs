using System.Text.Json;

namespace GamAgent.Protocol.Frames;

/// <summary>One frame of a client, read and checked for shape. What it may do is decided elsewhere.</summary>
public abstract record ClientFrame;

/// <summary>A line: a command when nothing runs, else a line for standard input.</summary>
/// <param name="Text">The line without its line end; may be blank.</param>
public sealed record InputFrame(string Text) : ClientFrame;

/// <summary>Start a command: exactly one of the two forms is set.</summary>
/// <param name="Args">Arguments, taken literally.</param>
/// <param name="Command">A command line, still to be tokenised.</param>
/// <param name="Id">The client's name for it, 1 to 64 characters; null to have one made.</param>
/// <param name="TimeoutSeconds">The longest run.</param>
/// <param name="Queue">Wait for one's turn rather than be refused.</param>
public sealed record ExecFrame(IReadOnlyList<string>? Args, string? Command, string? Id, int? TimeoutSeconds, bool Queue) : ClientFrame;

/// <summary>Bytes for standard input, its end, or both in that order.</summary>
/// <param name="Bytes">The bytes; empty when only the end is meant.</param>
/// <param name="Eof">Close standard input after them.</param>
/// <param name="Secret">The text is a secret, to be masked in output.</param>
/// <param name="Id">The command that it is for; null for the one that runs.</param>
public sealed record StdinFrame(ReadOnlyMemory<byte> Bytes, bool Eof, bool Secret, string? Id = null) : ClientFrame;

/// <summary>A signal to all of the command's processes.</summary>
/// <param name="Name"><c>INT</c>, <c>TERM</c> or <c>KILL</c>.</param>
public sealed record SignalFrame(string Name) : ClientFrame;

/// <summary>End the running command by the ladder, or remove a queued one.</summary>
/// <param name="Id">Which one; null for the one that runs.</param>
public sealed record CancelFrame(string? Id) : ClientFrame;

/// <summary>Asks for a <c>pong</c>.</summary>
/// <param name="Data">What to send back; undefined when the frame had no data.</param>
public sealed record PingFrame(JsonElement Data) : ClientFrame;

/// <summary>Control: end the session.</summary>
/// <param name="Reason">Why.</param>
/// <param name="GraceSeconds">How long what runs may take to end.</param>
/// <param name="IfIdleMs">Only when the session has been idle that long.</param>
public sealed record EndFrame(EndReason Reason, int GraceSeconds, long? IfIdleMs) : ClientFrame;

/// <summary>Control: close the sockets of a subject whose access ended.</summary>
/// <param name="Subject">The subject of its tokens.</param>
public sealed record KickFrame(string Subject) : ClientFrame;

/// <summary>Control: replace the public keys.</summary>
/// <param name="Jwks">A JWKS as JSON.</param>
public sealed record KeysFrame(string Jwks) : ClientFrame;

/// <summary>Control: asks for a <c>status</c>.</summary>
public sealed record StatusFrame : ClientFrame;

/// <summary>Control: warn the clients that the session ends at a time, or take the warning back.</summary>
/// <param name="Closing">What to tell them; null takes it back.</param>
public sealed record ClosingFrame(ClosingData? Closing) : ClientFrame;

/// <summary><c>note</c>, of the control role: what was lost, for everybody.</summary>
/// <param name="Note">What it says.</param>
public sealed record NoteFrame(NoteRequest Note) : ClientFrame;
