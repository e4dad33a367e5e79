namespace GamAgent.Server.Commands;

/// <summary>A command that somebody wants to run, checked and not yet started.</summary>
/// <param name="Id">The id that clients know.</param>
/// <param name="Args">The arguments, secrets included.</param>
/// <param name="Sender">Who asked.</param>
/// <param name="TimeoutMs">The longest run.</param>
internal sealed record CommandRequest(string Id, IReadOnlyList<string> Args, ICommandSender Sender, long? TimeoutMs);
