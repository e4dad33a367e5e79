using System.Buffers;
using System.Globalization;

namespace GamSessions.Records.Transcripts;

/// <summary>
/// Appends to one session's transcript. A line is one write to the file and nothing is kept back in this process, so that SIGKILL loses
/// none that was appended; there is no fsync. What a crash left half written is cut off at the next open. When the quota is full the
/// oldest file goes; a file has a sixteenth of the quota, 64 KiB to 4 MiB. One caller at a time.
/// </summary>
internal sealed class TranscriptWriter : IDisposable
{
    private const long SmallestSegment = 64 << 10;
    private const long LargestSegment = 4 << 20;
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
    private static readonly SearchValues<byte> LineEnds = SearchValues.Create("\r\n"u8);
    private readonly string _folder;
    private readonly long _quota;
    private readonly long _segmentBytes;
    private readonly Queue<(string Path, long Bytes)> _full = new();
    private readonly ArrayBufferWriter<byte> _line = new();
    private FileStream? _stream;
    private int _number;
    private long _fullBytes;

    private TranscriptWriter(string folder, long quota)
    {
        _folder = folder;
        _quota = quota;
        _segmentBytes = Math.Clamp(quota / 16, SmallestSegment, LargestSegment);
    }

    /// <summary>The journal whose events came last; null before the first.</summary>
    public string? Epoch { get; private set; }

    /// <summary>The last event of it that is here.</summary>
    public long Last { get; private set; }

    /// <summary>Opens a session's transcript, which need not be there yet.</summary>
    public static async Task<TranscriptWriter> OpenAsync(string folder, long quota, CancellationToken cancellationToken)
    {
        var writer = new TranscriptWriter(folder, quota);
        try
        {
            await writer.RecoverAsync(cancellationToken);
            return writer;
        }
        catch
        {
            writer.Dispose();
            throw;
        }
    }

    /// <summary>Appends a line of a journal.</summary>
    /// <param name="epoch">The journal.</param>
    /// <param name="seq">Where it stands after this line; null leaves it where it was.</param>
    /// <param name="line">A JSON object.</param>
    /// <exception cref="IOException">It could not be written; nothing of it stands there.</exception>
    public void Append(string epoch, long? seq, ReadOnlySpan<byte> line)
    {
        if (_stream is null || Epoch != epoch || _stream.Length >= _segmentBytes)
        {
            Roll(epoch);
        }

        Write(_stream!, line);
        Last = seq ?? Last;
        while (_full.Count > 0 && _fullBytes + _stream!.Length > _quota)
        {
            var (path, bytes) = _full.Dequeue();
            File.Delete(path);
            _fullBytes -= bytes;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _stream?.Dispose();

    private void Roll(string epoch)
    {
        if (OperatingSystem.IsWindows())
        {
            Directory.CreateDirectory(_folder);
        }
        else
        {
            Directory.CreateDirectory(_folder, OwnerOnly | UnixFileMode.UserExecute);
        }

        var last = Epoch == epoch ? Last : 0;
        var stream = new FileStream(
            Path.Combine(_folder, (_number + 1).ToString("D8", CultureInfo.InvariantCulture) + ".jsonl"), Options(FileMode.CreateNew));
        try
        {
            Write(stream, new SegmentHeader(epoch, last).ToLine());
        }
        catch
        {
            stream.Dispose();
            File.Delete(stream.Name);
            throw;
        }

        if (_stream is { } full)
        {
            _full.Enqueue((full.Name, full.Length));
            _fullBytes += full.Length;
            full.Dispose();
        }

        (_stream, Epoch, Last) = (stream, epoch, last);
        _number++;
    }

    private void Write(FileStream stream, ReadOnlySpan<byte> line)
    {
        _line.ResetWrittenCount();
        var target = _line.GetSpan(line.Length + 1)[..(line.Length + 1)];
        line.CopyTo(target);

        // In JSON these stand between tokens only, where a space says the same.
        target[..^1].ReplaceAny(LineEnds, (byte)' ');
        target[^1] = (byte)'\n';
        var before = stream.Length;
        try
        {
            stream.Write(target);
        }
        catch (IOException)
        {
            stream.SetLength(before);
            stream.Position = before;
            throw;
        }
    }

    private async Task RecoverAsync(CancellationToken cancellationToken)
    {
        var paths = TranscriptFolder.Segments(_folder);
        if (paths.Count == 0)
        {
            return;
        }

        _number = int.Parse(Path.GetFileNameWithoutExtension(paths[^1]), CultureInfo.InvariantCulture);
        _stream = new FileStream(paths[^1], Options(FileMode.Open));
        long whole = 0;
        await foreach (var line in SegmentLines.ReadAsync(_stream, cancellationToken))
        {
            whole += line.Length + 1;
            if (SegmentHeader.Is(line.Span))
            {
                var header = SegmentHeader.Parse(line.Span);
                (Epoch, Last) = (header.Epoch, header.After);
            }
            else
            {
                Last = LineNumber.Of(line.Span) ?? Last;
            }
        }

        _stream.SetLength(whole);
        _stream.Position = whole;
        foreach (var path in paths.SkipLast(1))
        {
            var bytes = new FileInfo(path).Length;
            _full.Enqueue((path, bytes));
            _fullBytes += bytes;
        }

        if (whole == 0)
        {
            // Not even its first line was written.
            _stream.Dispose();
            File.Delete(paths[^1]);
            _stream = null;
            _number--;
            _full.Clear();
            _fullBytes = 0;
            await RecoverAsync(cancellationToken);
        }
    }

    private static FileStreamOptions Options(FileMode mode)
    {
        var options = new FileStreamOptions
        {
            Mode = mode,
            Access = FileAccess.ReadWrite,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
        };
        if (mode is FileMode.CreateNew && !OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnerOnly;
        }

        return options;
    }
}
