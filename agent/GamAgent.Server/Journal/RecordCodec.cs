using System.Buffers.Binary;

namespace GamAgent.Server.Journal;

/// <summary>
/// Records as bytes, little endian: length of the body (u32), CRC-32C of the body (u32), body. The body: seq (i64), at (i64), kind (u8),
/// flags (u8), length of the id (u8), length of the private part (u16), command (i64), end offset (i64), id, private part, payload.
/// </summary>
internal static class RecordCodec
{
    /// <summary>Bytes before the body.</summary>
    public const int HeadBytes = 8;

    private const int FixedBytes = 37;

    /// <summary>How many bytes the record takes.</summary>
    public static int Size(in JournalEntry entry) =>
        HeadBytes + FixedBytes + entry.Id.Length + entry.Private.Length + entry.Payload.Length;

    /// <summary>Writes a record to the front of a span that is large enough.</summary>
    public static void Write(in JournalEntry entry, long seq, long at, Span<byte> target)
    {
        var body = target[HeadBytes..Size(entry)];
        BinaryPrimitives.WriteInt64LittleEndian(body, seq);
        BinaryPrimitives.WriteInt64LittleEndian(body[8..], at);
        body[16] = (byte)entry.Kind;
        body[17] = (byte)entry.Flags;
        body[18] = checked((byte)entry.Id.Length);
        BinaryPrimitives.WriteUInt16LittleEndian(body[19..], checked((ushort)entry.Private.Length));
        BinaryPrimitives.WriteInt64LittleEndian(body[21..], entry.Command);
        BinaryPrimitives.WriteInt64LittleEndian(body[29..], entry.EndOffset);
        entry.Id.CopyTo(body[FixedBytes..]);
        entry.Private.CopyTo(body[(FixedBytes + entry.Id.Length)..]);
        entry.Payload.CopyTo(body[(FixedBytes + entry.Id.Length + entry.Private.Length)..]);
        BinaryPrimitives.WriteUInt32LittleEndian(target, (uint)body.Length);
        BinaryPrimitives.WriteUInt32LittleEndian(target[4..], Crc32C.Compute(body));
    }

    /// <summary>How many bytes the record at the front takes, 0 when its head is not there in full.</summary>
    public static long PeekSize(ReadOnlySpan<byte> bytes) =>
        bytes.Length < HeadBytes ? 0 : HeadBytes + (long)BinaryPrimitives.ReadUInt32LittleEndian(bytes);

    /// <summary>Reads the record at the front; the caller knows that it is whole.</summary>
    public static JournalEntry Read(ReadOnlySpan<byte> bytes)
    {
        var body = bytes[HeadBytes..(int)PeekSize(bytes)];
        var id = body[18];
        var hidden = BinaryPrimitives.ReadUInt16LittleEndian(body[19..]);
        return new JournalEntry
        {
            Seq = BinaryPrimitives.ReadInt64LittleEndian(body),
            At = BinaryPrimitives.ReadInt64LittleEndian(body[8..]),
            Kind = (RecordKind)body[16],
            Flags = (RecordFlags)body[17],
            Command = BinaryPrimitives.ReadInt64LittleEndian(body[21..]),
            EndOffset = BinaryPrimitives.ReadInt64LittleEndian(body[29..]),
            Id = body.Slice(FixedBytes, id),
            Private = body.Slice(FixedBytes + id, hidden),
            Payload = body[(FixedBytes + id + hidden)..],
        };
    }

    /// <summary>Reads the record at the front only if it is whole and its checksum holds.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, out JournalEntry entry)
    {
        var size = PeekSize(bytes);
        if (size < HeadBytes + FixedBytes || size > bytes.Length)
        {
            entry = default;
            return false;
        }

        var body = bytes[HeadBytes..(int)size];
        if (Crc32C.Compute(body) != BinaryPrimitives.ReadUInt32LittleEndian(bytes[4..])
            || body.Length < FixedBytes + body[18] + BinaryPrimitives.ReadUInt16LittleEndian(body[19..]))
        {
            entry = default;
            return false;
        }

        entry = Read(bytes);
        return true;
    }
}
