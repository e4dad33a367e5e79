using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using GamAgent.Protocol;
using SocketIo;

namespace GamSessions.SocketIo;

/// <summary>
/// Events of clients as frames of <c>gam.v1</c>. Plain texts stand for the one thing that they can mean: a command line, a text for
/// standard input, a signal's name, a command's id.
/// </summary>
internal static class ClientFrames
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes the frame of an event.</summary>
    /// <returns>Why there is none, or null.</returns>
    public static ErrorData? Write(SocketEvent e, long limit, out ReadOnlyMemory<byte> frame)
    {
        frame = default;
        if (e.HasBinary)
        {
            return new ErrorData
            {
                Code = ErrorCode.BadFrame,
                Message = "binary arguments are not read here",
                Hint = "send texts and objects; bytes for standard input go as stdin with base64",
            };
        }

        if (e.Args.Count > 1)
        {
            return new ErrorData { Code = ErrorCode.BadFrame, Message = "an event has one argument at most", Hint = "emit('exec', {args: ['info', 'domain']})" };
        }

        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Compact))
        {
            writer.WriteStartObject();
            writer.WriteString("event", e.Name);
            if (e.Args.Count > 0)
            {
                writer.WritePropertyName("data");
                WriteData(writer, e);
            }

            writer.WriteEndObject();
        }

        if (buffer.Length > limit)
        {
            return new ErrorData { Code = ErrorCode.TooLarge, Message = $"an event may have {limit} bytes", Hint = "send it in parts" };
        }

        frame = buffer.ToArray();
        return null;
    }

    private static void WriteData(Utf8JsonWriter writer, SocketEvent e)
    {
        var field = e.Args[0]?.GetValueKind() switch
        {
            JsonValueKind.String => e.Name switch
            {
                "exec" => "command",
                "stdin" => "text",
                "signal" => "name",
                "cancel" => "id",
                _ => null,
            },
            JsonValueKind.Array when e.Name is "exec" => "args",
            _ => null,
        };
        if (field is not null)
        {
            writer.WriteStartObject();
            writer.WritePropertyName(field);
        }

        if (e.Args[0] is { } data)
        {
            data.WriteTo(writer);
        }
        else
        {
            writer.WriteNullValue();
        }

        if (field is not null)
        {
            writer.WriteEndObject();
        }
    }
}
