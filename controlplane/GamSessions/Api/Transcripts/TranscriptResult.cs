using System.Buffers;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;
using GamAgent.Protocol;
using GamSessions.Records.Transcripts;
using GamSessions.Sessions;
using Microsoft.AspNetCore.Http;

namespace GamSessions.Api.Transcripts;

/// <summary>Writes a transcript line by line; of the whole there is never more than a piece in memory.</summary>
internal sealed class TranscriptResult(TranscriptReader reader, Session session, TranscriptFormat format) : IResult
{
    private const int PieceBytes = 64 << 10;

    /// <summary>The media type of each form.</summary>
    public static string TypeOf(TranscriptFormat format) => format switch
    {
        TranscriptFormat.Jsonl => "application/x-ndjson",
        TranscriptFormat.Asciicast => "application/x-asciicast",
        _ => "text/plain",
    };

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = format is TranscriptFormat.Text ? $"{TypeOf(format)}; charset=utf-8" : TypeOf(format);
        response.Headers.CacheControl = "no-store";
        var write = format switch
        {
            TranscriptFormat.Jsonl => WriteJsonlAsync(response.BodyWriter, httpContext.RequestAborted),
            TranscriptFormat.Asciicast => WriteAsciicastAsync(response.BodyWriter, httpContext.RequestAborted),
            _ => WriteTextAsync(response.BodyWriter, httpContext.RequestAborted),
        };
        await write;
        await response.BodyWriter.FlushAsync(httpContext.RequestAborted);
    }

    private static async ValueTask FlushAsync(PipeWriter body, CancellationToken cancellationToken)
    {
        if (body.UnflushedBytes >= PieceBytes)
        {
            await body.FlushAsync(cancellationToken);
        }
    }

    private static EventEnvelope Parse(ReadOnlyMemory<byte> line) =>
        JsonSerializer.Deserialize(line.Span, EventJson.Default.EventEnvelope) ?? throw new JsonException("A transcript's line is null.");

    private async Task WriteJsonlAsync(PipeWriter body, CancellationToken cancellationToken)
    {
        await foreach (var (_, line) in reader.ReadAsync(session.Id, cancellationToken))
        {
            body.Write(line.Span);
            body.Write("\n"u8);
            await FlushAsync(body, cancellationToken);
        }
    }

    private async Task WriteTextAsync(PipeWriter body, CancellationToken cancellationToken)
    {
        var text = new TranscriptText();
        await foreach (var (_, line) in reader.ReadAsync(session.Id, cancellationToken))
        {
            Encoding.UTF8.GetBytes(text.Next(Parse(line)), body);
            await FlushAsync(body, cancellationToken);
        }
    }

    private async Task WriteAsciicastAsync(PipeWriter body, CancellationToken cancellationToken)
    {
        var text = new TranscriptText();
        var cast = new AsciicastLines();
        var began = false;
        await foreach (var (_, line) in reader.ReadAsync(session.Id, cancellationToken))
        {
            var e = Parse(line);
            if (!began)
            {
                // Only a gap has no time, at the head of what is kept; the recording then counts from the session's beginning.
                body.Write(cast.Header(e.At ?? session.CreatedAt, session.Name).Span);
                began = true;
            }

            if (text.Next(e) is { Length: > 0 } shown)
            {
                body.Write(cast.Output(e.At, shown).Span);
            }

            await FlushAsync(body, cancellationToken);
        }

        if (!began)
        {
            body.Write(cast.Header(null, session.Name).Span);
        }
    }
}
