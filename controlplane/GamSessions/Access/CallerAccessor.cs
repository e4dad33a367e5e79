using System.Net;
using GamSessions.Options;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace GamSessions.Access;

/// <summary>The callers of the modes <c>local</c> and <c>apikey</c>.</summary>
internal sealed class CallerAccessor(IOptions<GamSessionsOptions> options, ApiKeyVerifier apiKeys) : ICallerAccessor
{
    /// <summary>The owner of everything in <c>local</c> mode.</summary>
    public const string LocalOwner = "local";

    private const string Bearer = "Bearer ";

    private static readonly Caller Local = new(LocalOwner, LocalOwner, CallerRole.Operator);

    public ValueTask<Caller?> GetCallerAsync(HttpContext context) => options.Value.Access.Mode switch
    {
        AccessOptions.Local => new(IsLoopback(context) ? Local : null),
        AccessOptions.ApiKey => FindByKeyAsync(context),
        var mode => throw new InvalidOperationException($"Access mode '{mode}' was not refused at start."),
    };

    public ValueTask<Caller?> GetTokenlessCallerAsync(HttpContext context) =>
        new(options.Value.Access.Mode == AccessOptions.Local && IsLoopback(context) ? Local : null);

    // The listen addresses were checked at start; this holds for what a proxy on the same machine can't know better either.
    private static bool IsLoopback(HttpContext context) =>
        context.Connection.RemoteIpAddress is not { } remote
        || IPAddress.IsLoopback(remote.IsIPv4MappedToIPv6 ? remote.MapToIPv4() : remote);

    private ValueTask<Caller?> FindByKeyAsync(HttpContext context)
    {
        var header = context.Request.Headers.Authorization;
        return header is [{ } value] && value.StartsWith(Bearer, StringComparison.OrdinalIgnoreCase)
            ? apiKeys.VerifyAsync(value[Bearer.Length..].Trim(), context.RequestAborted)
            : new(default(Caller));
    }
}
