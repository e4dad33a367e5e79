using System.Text;

namespace SocketIo.Engine;

/// <summary>A message: text (as UTF-8) or binary.</summary>
public readonly struct EngineMessage
{
    private EngineMessage(ReadOnlyMemory<byte> data, bool isBinary)
    {
        Data = data;
        IsBinary = isBinary;
    }

    /// <summary>The bytes; of a text, its UTF-8.</summary>
    public ReadOnlyMemory<byte> Data { get; }

    /// <summary>Whether it is binary.</summary>
    public bool IsBinary { get; }

    /// <summary>The text; for a binary message, its bytes read as UTF-8.</summary>
    public string Text => Encoding.UTF8.GetString(Data.Span);

    /// <summary>A text message.</summary>
    public static EngineMessage FromText(string text) => new(Encoding.UTF8.GetBytes(text), isBinary: false);

    /// <summary>A text message, already encoded.</summary>
    public static EngineMessage FromUtf8(ReadOnlyMemory<byte> utf8) => new(utf8, isBinary: false);

    /// <summary>A binary message.</summary>
    public static EngineMessage FromBinary(ReadOnlyMemory<byte> data) => new(data, isBinary: true);
}
