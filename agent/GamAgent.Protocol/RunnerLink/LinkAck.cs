namespace GamAgent.Protocol.RunnerLink;

/// <summary>How many bytes of each stream of a command are in the journal.</summary>
/// <param name="Command">The command's number.</param>
/// <param name="StdoutOffset">Bytes of standard output, from its beginning.</param>
/// <param name="StderrOffset">Bytes of standard error, from its beginning.</param>
public readonly record struct LinkAck(long Command, long StdoutOffset, long StderrOffset);
