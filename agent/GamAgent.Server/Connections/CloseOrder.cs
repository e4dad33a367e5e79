namespace GamAgent.Server.Connections;

/// <summary>How a connection is to be closed.</summary>
/// <param name="Code">The close code.</param>
/// <param name="Reason">The close reason, at most 123 bytes.</param>
/// <param name="Drain">Send what the journal has first, within a limit.</param>
internal sealed record CloseOrder(int Code, string Reason, bool Drain = false);
