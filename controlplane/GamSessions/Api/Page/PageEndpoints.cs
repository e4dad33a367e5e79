using GamSessions.Options;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace GamSessions.Api.Page;

/// <summary>
/// What is served at <c>/</c>. It may load nothing but its own files, and talk to nobody but us; inline scripts don't run and no other
/// page may frame it, whatever a session's name or output holds.
/// </summary>
internal static class PageEndpoints
{
    /// <summary>Maps the page and its files.</summary>
    public static void MapPage(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapGet("/", (HttpContext context) => Serve(context, "")).ExcludeFromDescription();
        foreach (var folder in (string[])["page", "assets"])
        {
            endpoints.MapGet($"/{folder}/{{name}}", (string name, HttpContext context) => Serve(context, $"{folder}/{name}")).ExcludeFromDescription();
        }
    }

    private static IResult Serve(HttpContext context, string path)
    {
        if (!context.Request.Path.HasValue)
        {
            // Behind a prefix without its final slash the page's relative addresses would lead elsewhere.
            return Results.Redirect($"{context.Request.PathBase}/");
        }

        var files = context.RequestServices.GetRequiredService<PageFiles>();
        if (files.Find(path) is not { } file)
        {
            return Results.NotFound();
        }

        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy(context.Request, context.RequestServices.GetRequiredService<IOptions<GamSessionsOptions>>().Value.PublicUrl, files.IsConsole);
        headers.CacheControl = file.IsHashed ? "public, max-age=31536000, immutable" : "no-cache";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers.XFrameOptions = "DENY";
        return Results.Bytes(file.Bytes, file.Type);
    }

    // Not every browser takes 'self' for websockets too. xterm.js makes its sheet of colours and sizes at run time, and there is no
    // other way to allow that; styles can't run anything.
    private static string Policy(HttpRequest request, Uri? publicUrl, bool isConsole)
    {
        var sockets = $"{(request.IsHttps ? "wss" : "ws")}://{request.Host.ToUriComponent()}"
            + (publicUrl is null ? "" : $" {(publicUrl.Scheme == Uri.UriSchemeHttps ? "wss" : "ws")}://{publicUrl.Authority}");
        var styles = isConsole ? "style-src 'self' 'unsafe-inline'" : "style-src 'self'";
        return $"default-src 'none'; script-src 'self'; {styles}; connect-src 'self' {sockets}; img-src 'self'; "
            + "form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
    }
}
