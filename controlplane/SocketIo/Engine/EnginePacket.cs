namespace SocketIo.Engine;

/// <summary>The packet types of Engine.IO 4, by the character that stands for them.</summary>
internal enum EnginePacketType : byte
{
    Open = (byte)'0',
    Close = (byte)'1',
    Ping = (byte)'2',
    Pong = (byte)'3',
    Message = (byte)'4',
    Upgrade = (byte)'5',
    Noop = (byte)'6',
}

/// <summary>One packet: a type with text, or a binary message.</summary>
internal readonly record struct EnginePacket(EnginePacketType Type, EngineMessage Message)
{
    public static readonly EnginePacket Close = new(EnginePacketType.Close, default);
    public static readonly EnginePacket Ping = new(EnginePacketType.Ping, default);
    public static readonly EnginePacket Noop = new(EnginePacketType.Noop, default);

    /// <summary>What it counts in a buffer: its bytes, and something for itself.</summary>
    public int Weight => Message.Data.Length + 64;

    /// <summary>Reads a text packet.</summary>
    /// <returns>False when it is none.</returns>
    public static bool TryRead(ReadOnlyMemory<byte> utf8, out EnginePacket packet)
    {
        if (utf8.IsEmpty || utf8.Span[0] is < (byte)'0' or > (byte)'6')
        {
            packet = default;
            return false;
        }

        packet = new((EnginePacketType)utf8.Span[0], EngineMessage.FromUtf8(utf8[1..]));
        return true;
    }
}
