using System.Buffers;
using System.IO.Pipelines;
using System.Runtime.CompilerServices;

namespace GamSessions.Records.Transcripts;

/// <summary>Reads the whole lines of a file that may still grow; what has no line end yet is left out.</summary>
internal static class SegmentLines
{
    private const int PieceBytes = 64 << 10;

    /// <summary>Opens a file that others append to and may delete.</summary>
    public static FileStream Open(string path) => new(path, new FileStreamOptions
    {
        Mode = FileMode.Open,
        Access = FileAccess.Read,
        Share = FileShare.ReadWrite | FileShare.Delete,
        BufferSize = 0,
        Options = FileOptions.SequentialScan,
    });

    /// <summary>The lines, each good until the next is asked for.</summary>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = PipeReader.Create(stream, new StreamPipeReaderOptions(bufferSize: PieceBytes, leaveOpen: true));
        try
        {
            while (true)
            {
                var result = await reader.ReadAsync(cancellationToken);
                var rest = result.Buffer;
                while (rest.PositionOf((byte)'\n') is { } end)
                {
                    var line = rest.Slice(0, end);
                    yield return line.IsSingleSegment ? line.First : line.ToArray();
                    rest = rest.Slice(rest.GetPosition(1, end));
                }

                reader.AdvanceTo(rest.Start, rest.End);
                if (result.IsCompleted)
                {
                    yield break;
                }
            }
        }
        finally
        {
            await reader.CompleteAsync();
        }
    }
}
