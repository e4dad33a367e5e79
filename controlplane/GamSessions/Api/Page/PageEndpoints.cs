using GamSessions.Options;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Options;

namespace GamSessions.Api.Page;

/// <summary>
/// The plain page at <c>/</c>: three files, embedded in the library. It may load nothing but them, and talk to nobody but us; inline
/// scripts don't run, whatever a session's name or output holds.
/// </summary>
internal static class PageEndpoints
{
    private static readonly (string Path, string File, string Type)[] Files =
    [
        ("/", "index.html", "text/html; charset=utf-8"),
        ("/page/page.js", "page.js", "text/javascript; charset=utf-8"),
        ("/page/page.css", "page.css", "text/css; charset=utf-8"),
    ];

    /// <summary>Maps the page and its files.</summary>
    public static void MapPage(this IEndpointRouteBuilder endpoints)
    {
        foreach (var (path, file, type) in Files)
        {
            var bytes = Read(file);
            endpoints.MapGet(path, (HttpContext context, IOptions<GamSessionsOptions> options) =>
            {
                if (!context.Request.Path.HasValue)
                {
                    // Behind a prefix without its final slash the page's relative addresses would lead elsewhere.
                    return Results.Redirect($"{context.Request.PathBase}/");
                }

                var headers = context.Response.Headers;
                headers.ContentSecurityPolicy = Policy(context.Request, options.Value.PublicUrl);
                headers.CacheControl = "no-cache";
                headers["Referrer-Policy"] = "no-referrer";
                headers["Cross-Origin-Opener-Policy"] = "same-origin";
                return Results.Bytes(bytes, type);
            }).ExcludeFromDescription();
        }
    }

    // Not every browser takes 'self' for websockets too.
    private static string Policy(HttpRequest request, Uri? publicUrl)
    {
        var sockets = $"{(request.IsHttps ? "wss" : "ws")}://{request.Host.ToUriComponent()}"
            + (publicUrl is null ? "" : $" {(publicUrl.Scheme == Uri.UriSchemeHttps ? "wss" : "ws")}://{publicUrl.Authority}");
        return $"default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self' {sockets}; img-src 'self'; "
            + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    }

    private static byte[] Read(string file)
    {
        using var stream = typeof(PageEndpoints).Assembly.GetManifestResourceStream($"GamSessions.Page.{file}")
            ?? throw new InvalidOperationException($"{file} is not embedded.");
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        return memory.ToArray();
    }
}
