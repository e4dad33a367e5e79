using System.Buffers;
using System.Buffers.Text;

namespace SocketIo.Engine;

/// <summary>Many packets in one body, as polling carries them: parted by 0x1e, binary ones as <c>b</c> and base64.</summary>
internal static class EnginePayload
{
    private const byte Separator = 0x1e;

    /// <summary>Writes packets.</summary>
    public static byte[] Write(IEnumerable<EnginePacket> packets)
    {
        var body = new ArrayBufferWriter<byte>(256);
        foreach (var packet in packets)
        {
            if (body.WrittenCount > 0)
            {
                body.Write([Separator]);
            }

            var data = packet.Message.Data.Span;
            if (packet.Message.IsBinary)
            {
                body.Write("b"u8);
                Base64.EncodeToUtf8(data, body.GetSpan(Base64.GetMaxEncodedToUtf8Length(data.Length)), out _, out var written);
                body.Advance(written);
            }
            else
            {
                body.Write([(byte)packet.Type]);
                body.Write(data);
            }
        }

        return body.WrittenSpan.ToArray();
    }

    /// <summary>Reads a body.</summary>
    /// <returns>False when some part of it is no packet; nothing of it counts then.</returns>
    public static bool TryRead(ReadOnlyMemory<byte> body, out List<EnginePacket> packets)
    {
        packets = [];
        while (true)
        {
            var end = body.Span.IndexOf(Separator);
            if (!TryReadOne(end < 0 ? body : body[..end], out var packet))
            {
                return false;
            }

            packets.Add(packet);
            if (end < 0)
            {
                return true;
            }

            body = body[(end + 1)..];
        }
    }

    private static bool TryReadOne(ReadOnlyMemory<byte> part, out EnginePacket packet)
    {
        if (part.IsEmpty || part.Span[0] != (byte)'b')
        {
            return EnginePacket.TryRead(part, out packet);
        }

        packet = default;
        var data = new byte[Base64.GetMaxDecodedFromUtf8Length(part.Length - 1)];
        if (Base64.DecodeFromUtf8(part.Span[1..], data, out _, out var written) != OperationStatus.Done)
        {
            return false;
        }

        packet = new(EnginePacketType.Message, EngineMessage.FromBinary(data.AsMemory(0, written)));
        return true;
    }
}
