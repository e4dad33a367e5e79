using System.Buffers;

namespace GamAgent.Protocol.RunnerLink;

/// <summary>Bytes of a file.</summary>
/// <param name="Number">The transfer.</param>
/// <param name="Offset">Where the first byte stands in the file.</param>
/// <param name="Bytes">The bytes, good until the reader's buffer advances.</param>
public readonly record struct LinkFileBytes(long Number, long Offset, ReadOnlySequence<byte> Bytes)
{
    /// <summary>The most in one frame; whatever else waits on the link waits for one such frame at most.</summary>
    public const int PieceBytes = 64 * 1024;

    /// <summary>The most that may be under way without further credit.</summary>
    public const int WindowBytes = 4 * PieceBytes;
}
