using System.Net.WebSockets;
using System.Text.Json;
using GamAgent.Protocol;
using GamSessions.AgentLink;

namespace GamSessions.OneShot;

/// <summary>One command on one connection after the other: what is known of it so far, and where to read on.</summary>
internal sealed class OneShotRun(OneShotCommand command, long maxOutputBytes)
{
    private readonly OneShotOutput _output = new(maxOutputBytes);
    private string? _epoch;
    private long _last;
    private bool _sent;
    private bool _started;

    /// <summary>The command's id in the session.</summary>
    public string Id { get; } = $"rest-{Guid.NewGuid():N}";

    /// <summary>Where to read on; null before the first connection.</summary>
    public (string Epoch, long After)? Position => _epoch is null ? null : (_epoch, _last);

    /// <summary>What is left to say when the connection was lost: null when it may be read on.</summary>
    public OneShotResult? WhenLost(WebSocket socket) => (int?)socket.CloseStatus switch
    {
        CloseCodes.TooMany => new OneShotResult { TooMany = true },
        CloseCodes.Ended or CloseCodes.EndedEarlier or CloseCodes.UnknownSession => new OneShotResult { SessionEnded = true },
        _ when _sent && !_started => new OneShotResult
        {
            Problem = "The connection to the session was lost before the command was seen to start; GET …/commands tells whether it did.",
        },
        _ => null,
    };

    /// <summary>Reads until the command is over or refused; null when the connection ended first.</summary>
    public async Task<OneShotResult?> FollowAsync(WebSocket socket, CancellationToken cancellationToken)
    {
        var frames = new FrameReader(socket);
        while (await frames.ReadAsync(cancellationToken) is { } bytes)
        {
            var e = JsonSerializer.Deserialize(bytes.Span, EventJson.Default.EventEnvelope) ?? throw new JsonException("The agent sent null.");
            _last = e.Seq ?? _last;
            switch (e.Event)
            {
                case EventNames.Connected:
                    await ConnectedAsync(socket, Read(e, EventJson.Default.ConnectedData), cancellationToken);
                    break;
                case EventNames.Error when Read(e, EventJson.Default.ErrorData) is var error && !_started && (error.Id is null || error.Id == Id):
                    return new OneShotResult { Refusal = error };
                case EventNames.Started when Read(e, EventJson.Default.StartedData).Id == Id:
                    _started = true;
                    await EndInputAsync(socket, cancellationToken);
                    break;
                case EventNames.State when _started && Read(e, EventJson.Default.StateData).Conditions.Contains(SessionCondition.AskedForInput):
                    await EndInputAsync(socket, cancellationToken);
                    break;
                case EventNames.Output when e.Id == Id:
                    _output.Add(e.Stream ?? OutputStream.Stdout, e.Data.GetString() ?? "");
                    break;
                case EventNames.Gap:
                    _output.Truncated = true;
                    _last = Read(e, EventJson.Default.GapData).To ?? 0;
                    break;
                case EventNames.Exit when Read(e, EventJson.Default.ExitData) is var exit && exit.Id == Id:
                    return new OneShotResult { Exit = exit, Stdout = _output.Stdout, Stderr = _output.Stderr, Truncated = _output.Truncated };
                default:
                    break;
            }
        }

        return null;
    }

    private static T Read<T>(EventEnvelope e, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class => e.Data.Deserialize(type) ?? throw new JsonException($"'{e.Event}' has no data.");

    private async Task ConnectedAsync(WebSocket socket, ConnectedData connected, CancellationToken cancellationToken)
    {
        if (_epoch is null)
        {
            _last = connected.Next - 1;
        }

        _epoch = connected.Epoch;
        if (_sent)
        {
            return;
        }

        _sent = true;
        await SendAsync(socket, writer =>
        {
            writer.WriteString("event", "exec");
            writer.WriteStartObject("data");
            writer.WriteString("id", Id);
            if (command.Args is { } args)
            {
                writer.WriteStartArray("args");
                foreach (var arg in args)
                {
                    writer.WriteStringValue(arg);
                }

                writer.WriteEndArray();
            }
            else
            {
                writer.WriteString("command", command.Line);
            }

            if (command.TimeoutSeconds is { } seconds)
            {
                writer.WriteNumber("timeoutSeconds", seconds);
            }

            writer.WriteEndObject();
        }, cancellationToken);
    }

    /// <summary>Asks for the command's end.</summary>
    public Task CancelAsync(WebSocket socket, CancellationToken cancellationToken) => SendAsync(socket, writer =>
    {
        writer.WriteString("event", "cancel");
        writer.WriteStartObject("data");
        writer.WriteString("id", Id);
        writer.WriteEndObject();
    }, cancellationToken);

    // Nobody is there to give it input: its standard input ends at once, and again at a prompt, in case a connection was lost between the two.
    private Task EndInputAsync(WebSocket socket, CancellationToken cancellationToken) => SendAsync(socket, writer =>
    {
        writer.WriteString("event", "stdin");
        writer.WriteStartObject("data");
        writer.WriteString("id", Id);
        writer.WriteBoolean("eof", true);
        writer.WriteEndObject();
    }, cancellationToken);

    private static async Task SendAsync(WebSocket socket, Action<Utf8JsonWriter> write, CancellationToken cancellationToken)
    {
        using var frame = new MemoryStream();
        await using (var writer = new Utf8JsonWriter(frame))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        await socket.SendAsync(frame.GetBuffer().AsMemory(0, (int)frame.Length), WebSocketMessageType.Text, endOfMessage: true, cancellationToken);
    }
}
