using System.Net;

namespace GamSessions.Exposure;

/// <summary>The part of <c>PublicUrl</c> that rules are made of.</summary>
/// <param name="Host">The host name that rules are bound to; null for an address without a name, which gives rules without a host.</param>
/// <param name="Prefix">The path prefix, empty or as <c>/gam</c>.</param>
internal sealed record PublicRoute(string? Host, string Prefix)
{
    /// <summary>That of an address, or of none.</summary>
    public static PublicRoute Of(Uri? publicUrl) => publicUrl is null
        ? new PublicRoute(null, string.Empty)
        : new PublicRoute(
            IPAddress.TryParse(publicUrl.DnsSafeHost, out _) ? null : publicUrl.IdnHost.ToLowerInvariant(),
            publicUrl.AbsolutePath.TrimEnd('/'));

    /// <summary>A session's path without the final slash; rules take it exactly, and all below it.</summary>
    public string PathOf(string sessionId) => $"{Prefix}/ws/session/{sessionId}";
}
