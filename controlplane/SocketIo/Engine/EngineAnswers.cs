using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace SocketIo.Engine;

/// <summary>What goes over HTTP, apart from websockets.</summary>
internal static class EngineAnswers
{
    private const string Text = "text/plain; charset=UTF-8";

    public static Task PayloadAsync(HttpContext context, byte[] payload)
    {
        context.Response.ContentType = Text;
        context.Response.ContentLength = payload.Length;
        context.Response.Headers.CacheControl = "no-store";
        return context.Response.Body.WriteAsync(payload, context.RequestAborted).AsTask();
    }

    public static Task OkAsync(HttpContext context) => PayloadAsync(context, "ok"u8.ToArray());

    public static Task RefuseAsync(HttpContext context, EngineError error)
    {
        context.Response.StatusCode = error.Status;
        context.Response.ContentType = "application/json";
        context.Response.Headers.CacheControl = "no-store";
        var body = JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object> { ["code"] = error.Code, ["message"] = error.Message });
        context.Response.ContentLength = body.Length;
        return context.Response.Body.WriteAsync(body, context.RequestAborted).AsTask();
    }

    /// <summary>A request's body.</summary>
    /// <returns>Null when it is longer than allowed.</returns>
    public static async Task<byte[]?> ReadBodyAsync(HttpRequest request, int limit)
    {
        if (request.ContentLength > limit)
        {
            return null;
        }

        using var body = new MemoryStream((int)(request.ContentLength ?? 0));
        var piece = new byte[16 << 10];
        while (await request.Body.ReadAsync(piece, request.HttpContext.RequestAborted) is > 0 and var read)
        {
            if (body.Length + read > limit)
            {
                return null;
            }

            body.Write(piece, 0, read);
        }

        return body.ToArray();
    }
}
