using System.Buffers;
using System.Buffers.Binary;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace GamAgent.Protocol.RunnerLink;

/// <summary>
/// Reads and writes the frames of the link. No library served: the link needs a frame of binary output with no copy and no
/// serialiser that a static native program could not carry.
/// </summary>
public static class LinkFraming
{
    /// <summary>The largest frame, in bytes, type and payload together; output is cut into pieces well below it.</summary>
    public const int MaxFrameBytes = 1 << 20;

    private const int LengthBytes = sizeof(uint);
    private const int FileBytesHeader = 2 * sizeof(long);
    private const int BytesHeader = sizeof(long) + 1 + sizeof(long);

    /// <summary>Takes one frame off the front of a buffer.</summary>
    /// <param name="buffer">What was read so far; advanced past the frame when there is one.</param>
    /// <param name="frame">The frame.</param>
    /// <returns>False when more bytes are needed.</returns>
    /// <exception cref="LinkProtocolException">The length is 0 or beyond <see cref="MaxFrameBytes"/>: the stream can't be followed any more.</exception>
    public static bool TryRead(ref ReadOnlySequence<byte> buffer, out LinkFrame frame)
    {
        frame = default;
        if (buffer.Length < LengthBytes)
        {
            return false;
        }

        Span<byte> head = stackalloc byte[LengthBytes];
        buffer.Slice(0, LengthBytes).CopyTo(head);
        var length = BinaryPrimitives.ReadUInt32LittleEndian(head);
        if (length is 0 or > MaxFrameBytes)
        {
            throw new LinkProtocolException($"a frame of {length} bytes (1 to {MaxFrameBytes} are allowed)");
        }

        if (buffer.Length < LengthBytes + length)
        {
            return false;
        }

        var body = buffer.Slice(LengthBytes, length);
        frame = new LinkFrame((LinkFrameType)body.FirstSpan[0], body.Slice(1));
        buffer = buffer.Slice(LengthBytes + length);
        return true;
    }

    /// <summary>Writes a JSON frame.</summary>
    public static void WriteJson<T>(IBufferWriter<byte> writer, LinkFrameType type, T message, JsonTypeInfo<T> info)
    {
        var payload = JsonSerializer.SerializeToUtf8Bytes(message, info);
        WriteHead(writer, type, payload.Length);
        writer.Write(payload);
    }

    /// <summary>Reads the JSON payload of a frame.</summary>
    /// <exception cref="LinkProtocolException">The payload is not that message.</exception>
    public static T ReadJson<T>(in LinkFrame frame, JsonTypeInfo<T> info)
        where T : class
    {
        try
        {
            var reader = new Utf8JsonReader(frame.Payload);
            return JsonSerializer.Deserialize(ref reader, info) ?? throw new LinkProtocolException($"an empty {frame.Type} frame");
        }
        catch (JsonException e)
        {
            throw new LinkProtocolException($"a {frame.Type} frame that cannot be read", e);
        }
    }

    /// <summary>Writes an output or standard input frame.</summary>
    public static void WriteBytes(
        IBufferWriter<byte> writer, LinkFrameType type, long command, OutputStream stream, long offset, ReadOnlySpan<byte> bytes)
    {
        WriteHead(writer, type, BytesHeader + bytes.Length);
        var head = writer.GetSpan(BytesHeader);
        BinaryPrimitives.WriteInt64LittleEndian(head, command);
        head[sizeof(long)] = (byte)stream;
        BinaryPrimitives.WriteInt64LittleEndian(head[(sizeof(long) + 1)..], offset);
        writer.Advance(BytesHeader);
        writer.Write(bytes);
    }

    /// <summary>Reads an output or standard input frame; its bytes point into the reader's buffer.</summary>
    /// <exception cref="LinkProtocolException">The frame is too short, or names no stream.</exception>
    public static LinkBytes ReadBytes(in LinkFrame frame)
    {
        if (frame.Payload.Length < BytesHeader)
        {
            throw new LinkProtocolException($"a {frame.Type} frame of {frame.Payload.Length} bytes");
        }

        Span<byte> head = stackalloc byte[BytesHeader];
        frame.Payload.Slice(0, BytesHeader).CopyTo(head);
        var stream = (OutputStream)head[sizeof(long)];
        if (stream is not (OutputStream.Stdout or OutputStream.Stderr))
        {
            throw new LinkProtocolException($"a {frame.Type} frame for stream {head[sizeof(long)]}");
        }

        return new LinkBytes(
            BinaryPrimitives.ReadInt64LittleEndian(head),
            stream,
            BinaryPrimitives.ReadInt64LittleEndian(head[(sizeof(long) + 1)..]),
            frame.Payload.Slice(BytesHeader));
    }

    /// <summary>Writes an acknowledgement.</summary>
    public static void WriteAck(IBufferWriter<byte> writer, in LinkAck ack)
    {
        const int size = 3 * sizeof(long);
        WriteHead(writer, LinkFrameType.Ack, size);
        var span = writer.GetSpan(size);
        BinaryPrimitives.WriteInt64LittleEndian(span, ack.Command);
        BinaryPrimitives.WriteInt64LittleEndian(span[sizeof(long)..], ack.StdoutOffset);
        BinaryPrimitives.WriteInt64LittleEndian(span[(2 * sizeof(long))..], ack.StderrOffset);
        writer.Advance(size);
    }

    /// <summary>Reads an acknowledgement.</summary>
    /// <exception cref="LinkProtocolException">The frame has another length.</exception>
    public static LinkAck ReadAck(in LinkFrame frame)
    {
        const int size = 3 * sizeof(long);
        if (frame.Payload.Length != size)
        {
            throw new LinkProtocolException($"an acknowledgement of {frame.Payload.Length} bytes");
        }

        Span<byte> span = stackalloc byte[size];
        frame.Payload.CopyTo(span);
        return new LinkAck(
            BinaryPrimitives.ReadInt64LittleEndian(span),
            BinaryPrimitives.ReadInt64LittleEndian(span[sizeof(long)..]),
            BinaryPrimitives.ReadInt64LittleEndian(span[(2 * sizeof(long))..]));
    }

    /// <summary>Writes bytes of a file.</summary>
    public static void WriteFileBytes(IBufferWriter<byte> writer, long number, long offset, ReadOnlySpan<byte> bytes)
    {
        WriteHead(writer, LinkFrameType.FileBytes, FileBytesHeader + bytes.Length);
        var head = writer.GetSpan(FileBytesHeader);
        BinaryPrimitives.WriteInt64LittleEndian(head, number);
        BinaryPrimitives.WriteInt64LittleEndian(head[sizeof(long)..], offset);
        writer.Advance(FileBytesHeader);
        writer.Write(bytes);
    }

    /// <summary>Reads bytes of a file; they point into the reader's buffer.</summary>
    /// <exception cref="LinkProtocolException">The frame is too short or too long.</exception>
    public static LinkFileBytes ReadFileBytes(in LinkFrame frame)
    {
        if (frame.Payload.Length is <= FileBytesHeader or > FileBytesHeader + LinkFileBytes.PieceBytes)
        {
            throw new LinkProtocolException($"a {frame.Type} frame of {frame.Payload.Length} bytes");
        }

        Span<byte> head = stackalloc byte[FileBytesHeader];
        frame.Payload.Slice(0, FileBytesHeader).CopyTo(head);
        return new LinkFileBytes(
            BinaryPrimitives.ReadInt64LittleEndian(head),
            BinaryPrimitives.ReadInt64LittleEndian(head[sizeof(long)..]),
            frame.Payload.Slice(FileBytesHeader));
    }

    private static void WriteHead(IBufferWriter<byte> writer, LinkFrameType type, int payloadLength)
    {
        if (payloadLength + 1 > MaxFrameBytes)
        {
            throw new ArgumentOutOfRangeException(nameof(payloadLength), payloadLength, $"a {type} frame may have {MaxFrameBytes} bytes");
        }

        var span = writer.GetSpan(LengthBytes + 1);
        BinaryPrimitives.WriteUInt32LittleEndian(span, (uint)(payloadLength + 1));
        span[LengthBytes] = (byte)type;
        writer.Advance(LengthBytes + 1);
    }
}
