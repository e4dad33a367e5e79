using System.Buffers;
using System.Text;

namespace StandInGam.Streams;

/// <summary>
/// One of GAM's two streams, buffered as Python does it: by 8 KB on pipes and files, by line on terminals (a carriage return ends a
/// line too). It writes to a duplicate of the descriptor, so that no setting from outside changes that.
/// </summary>
internal sealed class GamStream
{
    private const int BlockBytes = 8192;
    private readonly int _descriptor;
    private readonly bool _byLine;
    private readonly ArrayBufferWriter<byte> _pending = new();
    private readonly Lock _lock = new();

    public GamStream(int descriptor)
    {
        _byLine = Native.IsTerminal(descriptor) == 1;
        _descriptor = Native.Duplicate(descriptor);
        _ = Native.Control(_descriptor, Native.SetCloseOnExec, 1);
    }

    /// <summary>Where to write instead, for <c>redirect</c>; null for the stream itself.</summary>
    public Stream? File { get; set; }

    /// <summary>Writes text, at once or when the buffer is full.</summary>
    /// <exception cref="ReaderGoneException">Nobody reads any more.</exception>
    public void Write(string text)
    {
        lock (_lock)
        {
            _ = Encoding.UTF8.GetBytes(text, _pending);
            if (_byLine && File is null && text.AsSpan().ContainsAny('\n', '\r'))
            {
                FlushLocked();
            }
            else if (_pending.WrittenCount >= BlockBytes)
            {
                WriteBlocks();
            }
        }
    }

    /// <summary>Writes text with a line end.</summary>
    public void WriteLine(string text) => Write(text + "\n");

    /// <summary>Writes bytes at once, past the buffer.</summary>
    public void WriteRaw(ReadOnlySpan<byte> bytes)
    {
        lock (_lock)
        {
            FlushLocked();
            Send(bytes);
        }
    }

    /// <summary>Writes what is in the buffer.</summary>
    public void Flush()
    {
        lock (_lock)
        {
            FlushLocked();
        }
    }

    /// <summary>The last words of an interrupted program; given up when a blocked writer holds the stream.</summary>
    public void TryWriteLast(string text)
    {
        if (_lock.TryEnter(TimeSpan.FromMilliseconds(200)))
        {
            _ = Encoding.UTF8.GetBytes(text, _pending);
            _ = Native.WriteAll(_descriptor, _pending.WrittenSpan);
        }
    }

    private void WriteBlocks()
    {
        var whole = _pending.WrittenCount / BlockBytes * BlockBytes;
        var rest = _pending.WrittenSpan[whole..].ToArray();
        Send(_pending.WrittenSpan[..whole]);
        _pending.ResetWrittenCount();
        _pending.Write(rest);
    }

    private void FlushLocked()
    {
        var bytes = _pending.WrittenSpan;

        // Emptied first: what could not be written is not tried again.
        _pending.ResetWrittenCount();
        Send(bytes);
        File?.Flush();
    }

    private void Send(ReadOnlySpan<byte> bytes)
    {
        if (File is { } file)
        {
            file.Write(bytes);
        }
        else if (!Native.WriteAll(_descriptor, bytes))
        {
            throw new ReaderGoneException();
        }
    }
}
