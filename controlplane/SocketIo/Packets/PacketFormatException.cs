namespace SocketIo.Packets;

/// <summary>What a client sent is no packet.</summary>
internal sealed class PacketFormatException(string message, Exception? inner = null) : Exception(message, inner);
