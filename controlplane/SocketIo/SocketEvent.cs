using System.Text.Json;
using System.Text.Json.Nodes;
using SocketIo.Packets;

namespace SocketIo;

/// <summary>An event from a client.</summary>
public sealed class SocketEvent
{
    private readonly ServerSocket _socket;
    private readonly long? _id;
    private int _acknowledged;

    internal SocketEvent(ServerSocket socket, string name, IReadOnlyList<JsonNode?> args, long? id)
    {
        _socket = socket;
        Name = name;
        Args = args;
        _id = id;
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Its arguments. A binary one, or a binary value inside of one, is a <see cref="JsonValue"/> of a byte array.</summary>
    public IReadOnlyList<JsonNode?> Args { get; }

    /// <summary>Whether the client waits for an acknowledgement.</summary>
    public bool WantsAck => _id is not null;

    /// <summary>Whether something in the arguments is binary.</summary>
    public bool HasBinary => Args.Any(BinaryTree.HasBinary);

    /// <summary>An argument's text; null when there is none or it is no text.</summary>
    public string? Text(int index) => index < Args.Count && Args[index]?.GetValueKind() is JsonValueKind.String ? Args[index]!.GetValue<string>() : null;

    /// <summary>
    /// Acknowledges it, with what a client's callback gets. Nothing happens when the client asked for none, and the second time.
    /// </summary>
    public async ValueTask AckAsync(params object?[] args)
    {
        if (_id is { } id && Interlocked.Exchange(ref _acknowledged, 1) == 0)
        {
            await _socket.SendAsync(PacketEncoder.EncodeAck(_socket.Namespace, id, args), CancellationToken.None);
        }
    }
}
