using System.Text.Json;
using GamSessions.Api.Problems;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;

namespace GamSessions.Api.Requests;

/// <summary>Reads a JSON body: of the right type, not too large, one object.</summary>
internal static class JsonBody
{
    /// <summary>The largest body, in bytes; a create with everything in it has a few hundred.</summary>
    public const int MaxBytes = 64 << 10;

    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    /// <summary>Reads the body and hands its fields to <paramref name="read"/>.</summary>
    /// <returns>What was read, or why it was refused.</returns>
    public static async Task<(T? Value, ProblemResult? Refusal)> ReadAsync<T>(
        HttpRequest request, Func<JsonFields, T?> read, CancellationToken cancellationToken, int maxBytes = MaxBytes)
        where T : class
    {
        // A web form can send text/plain and two others without asking us first; none of them gets in.
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type)
            || !type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
            || (type.Charset.HasValue && !type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase)))
        {
            return (null, new ProblemResult(ProblemCode.UnsupportedType, "Send the body as application/json, in UTF-8."));
        }

        if (await ReadBytesAsync(request, maxBytes, cancellationToken) is not { } bytes)
        {
            return (null, new ProblemResult(ProblemCode.TooLarge, $"The body has more than {maxBytes} bytes."));
        }

        try
        {
            using var document = JsonDocument.Parse(bytes, Strict);
            if (document.RootElement.ValueKind is not JsonValueKind.Object)
            {
                return (null, new ProblemResult(ProblemCode.InvalidRequest, "The body must be a JSON object."));
            }

            var errors = new FieldErrors();
            var fields = new JsonFields(document.RootElement, "", errors);
            var value = read(fields);
            fields.NothingElse();
            return errors.None ? (value, null) : (null, new ProblemResult(ProblemCode.InvalidRequest, errors.ToString()) { Errors = errors.ToDictionary() });
        }
        catch (JsonException e)
        {
            // A field that comes twice is the one fault for which the parser names no position.
            return (null, new ProblemResult(
                ProblemCode.InvalidRequest,
                bytes.IsEmpty ? "The body is empty; send a JSON object."
                : e.LineNumber is null ? "The body names a field twice; name each once."
                : $"The body is not valid JSON (line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1})."));
        }
    }

    private static async Task<ReadOnlyMemory<byte>?> ReadBytesAsync(HttpRequest request, int maxBytes, CancellationToken cancellationToken)
    {
        if (request.ContentLength > maxBytes)
        {
            return null;
        }

        var buffer = new byte[Math.Min(maxBytes, (int?)request.ContentLength ?? maxBytes) + 1];
        var length = await request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        return length == buffer.Length ? default(ReadOnlyMemory<byte>?) : buffer.AsMemory(0, length);
    }
}
