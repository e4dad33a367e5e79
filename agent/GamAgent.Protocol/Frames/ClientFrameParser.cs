using System.Text;
using System.Text.Json;

namespace GamAgent.Protocol.Frames;

/// <summary>Reads a text frame of a client. Never throws, whatever the bytes.</summary>
public static class ClientFrameParser
{
    /// <summary>The longest <c>id</c>, in characters.</summary>
    public const int MaxIdLength = 64;

    /// <summary>The longest <c>timeoutSeconds</c>: a week.</summary>
    public const int MaxTimeoutSeconds = 7 * 24 * 60 * 60;

    private const int MaxGraceSeconds = 600;

    // Deep enough for a JWKS or a ping's data; a frame that nests further is nobody's.
    private static readonly JsonDocumentOptions JsonOptions = new() { MaxDepth = 16 };

    /// <summary>Reads one frame.</summary>
    /// <param name="utf8">The whole text frame.</param>
    /// <returns>The frame, or a <c>bad-frame</c> error that names the field.</returns>
    public static FrameResult Parse(ReadOnlyMemory<byte> utf8)
    {
        try
        {
            var first = utf8.Span.IndexOfAnyExcept(" \t\r\n"u8);
            return first >= 0 && utf8.Span[first] == (byte)'{'
                ? FrameResult.Of(ParseObject(utf8))
                : FrameResult.Of(new InputFrame(Line(new UTF8Encoding(false, true).GetString(utf8.Span))));
        }
        catch (FrameFormatException e)
        {
            return FrameResult.Bad(e.Message, e.Hint);
        }
        catch (JsonException e)
        {
            return FrameResult.Bad(
                $"the frame is no JSON object: see position {e.BytePositionInLine ?? 0} in line {(e.LineNumber ?? 0) + 1}",
                "send one object a frame, as in {\"event\":\"input\",\"data\":\"gam info domain\"}, or plain text");
        }
        catch (InvalidOperationException)
        {
            // A text with half a surrogate pair, or one that is not UTF-8.
            return FrameResult.Bad("the frame holds a text that is no valid Unicode");
        }
        catch (DecoderFallbackException)
        {
            return FrameResult.Bad("the frame is not UTF-8");
        }
    }

    private static ClientFrame ParseObject(ReadOnlyMemory<byte> utf8)
    {
        using var document = JsonDocument.Parse(utf8, JsonOptions);
        var frame = FieldReader.Open(document.RootElement, "", "event", "data");
        var name = frame.RequiredText("event");
        switch (name)
        {
            case "input":
                return new InputFrame(Line(frame.RequiredText("data")));
            case "exec":
                return ParseExec(frame);
            case "stdin":
                return ParseStdin(frame);
            case "signal":
                return ParseSignal(frame);
            case "cancel":
                return new CancelFrame(Id(Data(frame, optional: true, "id")));
            case "ping":
                return new PingFrame(frame.Has("data") ? frame.Raw("data").Clone() : default);
            case "end":
                return ParseEnd(frame);
            case "kick":
                return ParseKick(frame);
            case "keys":
                return ParseKeys(frame);
            case "status":
                _ = Data(frame, optional: true);
                return new StatusFrame();
            case "closing":
                return ParseClosing(frame);
            case "note":
                return ParseNote(frame);
            default:
                throw new FrameFormatException(
                    "field 'event' names no event that a client may send",
                    "input, exec, stdin, signal, cancel, ping");
        }
    }

    private static FieldReader Data(FieldReader frame, bool optional, params ReadOnlySpan<string> known)
    {
        if (frame.Has("data"))
        {
            return FieldReader.Open(frame.Raw("data"), "data", known);
        }

        return optional
            ? FieldReader.Open(JsonElement.Parse("{}"), "data")
            : throw frame.Missing("data", "an object");
    }

    private static ExecFrame ParseExec(FieldReader frame)
    {
        var data = Data(frame, optional: false, "args", "command", "id", "timeoutSeconds", "queue");
        var args = data.Texts("args");
        var command = data.Text("command");
        if ((args is null) == (command is null))
        {
            throw new FrameFormatException(
                args is null ? "field 'data.args' is missing (or 'data.command', a line)" : "'data.args' and 'data.command' exclude each other");
        }

        for (var i = 0; args is not null && i < args.Count; i++)
        {
            if (args[i].Contains('\0', StringComparison.Ordinal))
            {
                throw data.Wrong($"args[{i}]", "text without NUL characters");
            }
        }

        return new ExecFrame(args, command, Id(data), (int?)data.Number("timeoutSeconds", 1, MaxTimeoutSeconds), data.Flag("queue"));
    }

    private static StdinFrame ParseStdin(FieldReader frame)
    {
        var data = Data(frame, optional: false, "text", "base64", "eof", "secret", "id");
        var text = data.Text("text");
        var base64 = data.Text("base64");
        var eof = data.Flag("eof");
        if (text is not null && base64 is not null)
        {
            throw new FrameFormatException("'data.text' and 'data.base64' exclude each other");
        }

        if (text is null && base64 is null && !eof)
        {
            throw new FrameFormatException("field 'data.text' is missing (or 'data.base64', or 'data.eof')");
        }

        ReadOnlyMemory<byte> bytes = default;
        if (text is not null)
        {
            bytes = Encoding.UTF8.GetBytes(text);
        }
        else if (base64 is not null)
        {
            if (!data.Raw("base64").TryGetBytesFromBase64(out var decoded))
            {
                throw data.Wrong("base64", "bytes in base64");
            }

            bytes = decoded;
        }

        return new StdinFrame(bytes, eof, data.Flag("secret"), Id(data));
    }

    private static SignalFrame ParseSignal(FieldReader frame)
    {
        var data = Data(frame, optional: false, "name");
        var name = data.RequiredText("name");
        return name is "INT" or "TERM" or "KILL" ? new SignalFrame(name) : throw data.Wrong("name", "INT, TERM or KILL");
    }

    private static EndFrame ParseEnd(FieldReader frame)
    {
        var data = Data(frame, optional: false, "reason", "graceSeconds", "ifIdleMs");
        var reason = ProtocolNames.FromWireName<EndReason>(data.RequiredText("reason"))
            ?? throw data.Wrong("reason", "an end reason of the protocol");
        var grace = data.Number("graceSeconds", 0, MaxGraceSeconds) ?? throw data.Missing("graceSeconds", "seconds");
        return new EndFrame(reason, (int)grace, data.Number("ifIdleMs", 0, long.MaxValue));
    }

    private static KickFrame ParseKick(FieldReader frame)
    {
        var subject = Data(frame, optional: false, "subject").RequiredText("subject");
        return subject.Length > 0 ? new KickFrame(subject) : throw new FrameFormatException("field 'data.subject' is empty");
    }

    private static KeysFrame ParseKeys(FieldReader frame)
    {
        var data = Data(frame, optional: false, "jwks");
        var jwks = data.Raw("jwks");
        return jwks.ValueKind switch
        {
            JsonValueKind.Object => new KeysFrame(jwks.GetRawText()),
            JsonValueKind.String => new KeysFrame(jwks.GetString()!),
            _ => throw data.Wrong("jwks", "a JWKS"),
        };
    }

    private static ClosingFrame ParseClosing(FieldReader frame)
    {
        var data = Data(frame, optional: false, "reason", "at");
        if (!data.Has("reason") && !data.Has("at"))
        {
            return new ClosingFrame(null);
        }

        var reason = ProtocolNames.FromWireName<EndReason>(data.RequiredText("reason"))
            ?? throw data.Wrong("reason", "an end reason of the protocol");
        _ = data.RequiredText("at");
        return data.Raw("at").TryGetDateTimeOffset(out var at)
            ? new ClosingFrame(new ClosingData(reason, at))
            : throw data.Wrong("at", "a time as in RFC 3339");
    }

    private static NoteFrame ParseNote(FieldReader frame)
    {
        var data = Data(frame, optional: false, "reason", "message");
        var reason = ProtocolNames.FromWireName<ExitReason>(data.RequiredText("reason"))
            ?? throw data.Wrong("reason", "an exit reason of the protocol");
        var message = data.RequiredText("message");
        return message.Length is > 0 and <= NoteRequest.MaxMessageLength
            ? new NoteFrame(new NoteRequest(reason, message))
            : throw data.Wrong("message", $"1 to {NoteRequest.MaxMessageLength} characters");
    }

    private static string? Id(FieldReader data)
    {
        var id = data.Text("id");
        return id is null || (id.Length is > 0 and <= MaxIdLength && !id.Any(char.IsControl))
            ? id
            : throw data.Wrong("id", $"1 to {MaxIdLength} characters, none of them a control character");
    }

    // People at a terminal send the line end along; a line has one at most.
    private static string Line(string text) =>
        text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2] : text.EndsWith('\n') || text.EndsWith('\r') ? text[..^1] : text;
}
