using System.Buffers;

namespace GamAgent.Protocol.RunnerLink;

/// <summary>Bytes of one stream of a command.</summary>
/// <param name="Command">The command's number.</param>
/// <param name="Stream">The stream.</param>
/// <param name="Offset">Where the first byte stands in that stream, from 0.</param>
/// <param name="Bytes">The bytes, good until the reader's buffer advances.</param>
public readonly record struct LinkBytes(long Command, OutputStream Stream, long Offset, ReadOnlySequence<byte> Bytes);
