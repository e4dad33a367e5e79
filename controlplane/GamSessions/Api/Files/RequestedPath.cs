using GamAgent.Protocol.Files;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace GamSessions.Api.Files;

/// <summary>
/// The path of a file as it was sent. The server decodes paths and takes dots out of them, and leaves encoded slashes as they are, so that
/// other names would become the same; here every name is what was meant, or refused.
/// </summary>
internal static class RequestedPath
{
    // "", "api", "sessions", the id, "files".
    private const int NamesBefore = 5;

    /// <summary>Reads it.</summary>
    /// <returns>Null with what is wrong, as the end of a sentence that begins with "path".</returns>
    public static WorkPath? Read(HttpContext context, out string? problem)
    {
        var target = context.Features.Get<IHttpRequestFeature>()?.RawTarget ?? string.Empty;
        if (!target.StartsWith('/') && Uri.TryCreate(target, UriKind.Absolute, out var whole))
        {
            target = whole.PathAndQuery;
        }

        var end = target.IndexOfAny(['?', '#']);
        string[] names = [.. (end < 0 ? target : target[..end]).Split('/').Select(Uri.UnescapeDataString)];
        if (names.Any(name => name is "." or ".."))
        {
            problem = "holds '.' or '..'; write the path itself.";
            return null;
        }

        var before = NamesBefore + (context.Request.PathBase.Value?.Count(c => c == '/') ?? 0);
        return WorkPath.Parse(names[Math.Min(before, names.Length)..], out problem);
    }
}
