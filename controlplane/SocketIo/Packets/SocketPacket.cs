using System.Text.Json.Nodes;

namespace SocketIo.Packets;

/// <summary>The packet types of Socket.IO 5; the binary ones are those of the wire only.</summary>
internal enum SocketPacketType
{
    Connect = 0,
    Disconnect = 1,
    Event = 2,
    Ack = 3,
    ConnectError = 4,
    BinaryEvent = 5,
    BinaryAck = 6,
}

/// <summary>One whole packet from a client, its attachments in their places.</summary>
/// <param name="Type">The type; never a binary one.</param>
/// <param name="Namespace">The namespace, as the client wrote it.</param>
/// <param name="Id">The id of an acknowledgement, asked for or given.</param>
/// <param name="Data">An object or nothing for a connect, an array for events and acknowledgements.</param>
internal sealed record SocketPacket(SocketPacketType Type, string Namespace, long? Id, JsonNode? Data);
