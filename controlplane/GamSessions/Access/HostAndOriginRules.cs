using GamSessions.Options;
using Microsoft.AspNetCore.Http;

namespace GamSessions.Access;

/// <summary>Which hosts and origins are ours.</summary>
internal sealed class HostAndOriginRules
{
    private readonly HashSet<string> _hosts;
    private readonly HashSet<string> _origins;

    public HostAndOriginRules(GamSessionsOptions options)
    {
        _hosts = new(options.Access.AllowedHosts.Select(WithBrackets), StringComparer.OrdinalIgnoreCase);
        _origins = new(options.Access.AllowedOrigins, StringComparer.OrdinalIgnoreCase);
        if (options.PublicUrl is { } url)
        {
            _origins.Add(url.GetLeftPart(UriPartial.Authority));
        }
    }

    /// <summary>
    /// Whether a request's Host is ours. With API keys and without any configured name every host is: a page that rebinds its name has
    /// no key.
    /// </summary>
    public bool IsOurHost(HostString host) => _hosts.Count == 0 || _hosts.Contains(host.Host);

    /// <summary>Whether a request has no origin (no browser page sent it), our own or an allowed one; <c>null</c> is foreign.</summary>
    public bool IsOurOrigin(HttpRequest request)
    {
        var header = request.Headers.Origin;
        return header.Count == 0
            || (header is [{ Length: > 0 } origin]
                && (_origins.Contains(origin) || string.Equals(origin, $"{request.Scheme}://{request.Host.Value}", StringComparison.OrdinalIgnoreCase)));
    }

    private static string WithBrackets(string host) =>
        host.Contains(':', StringComparison.Ordinal) && !host.StartsWith('[') ? $"[{host}]" : host;
}
