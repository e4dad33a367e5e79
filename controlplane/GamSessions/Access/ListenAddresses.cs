using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;

namespace GamSessions.Access;

/// <summary>Where a server will listen, and whether that is this machine only.</summary>
internal static class ListenAddresses
{
    /// <summary>What the configuration asks for, in the server's own order of precedence; empty when it says nothing.</summary>
    public static IReadOnlyList<string> Configured(IConfiguration configuration, ICollection<string> added)
    {
        string[] endpoints = [.. configuration.GetSection("Kestrel:Endpoints").GetChildren().Select(e => e["Url"]).OfType<string>()];
        if (endpoints.Length > 0)
        {
            return endpoints;
        }

        if (added.Count > 0)
        {
            return [.. added];
        }

        return configuration["urls"] is { Length: > 0 } urls
            ? Split(urls)
            : [.. Ports(configuration, "http"), .. Ports(configuration, "https")];
    }

    /// <summary>Whether only this machine can reach an address.</summary>
    public static bool IsLoopback(string address)
    {
        var parsed = BindingAddress.Parse(address);
        return parsed.IsUnixPipe
            || parsed.IsNamedPipe
            || string.Equals(parsed.Host, "localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(parsed.Host, out var ip) && IPAddress.IsLoopback(ip));
    }

    private static IEnumerable<string> Ports(IConfiguration configuration, string scheme) =>
        Split(configuration[$"{scheme}_ports"] ?? "").Select(port => $"{scheme}://*:{port}");

    private static string[] Split(string list) => list.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}
