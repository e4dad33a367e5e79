using System.Net;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace SocketIo.Engine;

/// <summary>The request that a connection began with, as it was; it is over long before the connection is.</summary>
public sealed class EngineHandshake
{
    internal EngineHandshake(HttpContext context)
    {
        Headers = context.Request.Headers.ToDictionary(h => h.Key, h => h.Value, StringComparer.OrdinalIgnoreCase);
        Query = context.Request.Query.ToDictionary(q => q.Key, q => q.Value, StringComparer.Ordinal);
        RemoteAddress = context.Connection.RemoteIpAddress;
        IsSecure = context.Request.IsHttps;
    }

    /// <summary>Its headers.</summary>
    public IReadOnlyDictionary<string, StringValues> Headers { get; }

    /// <summary>Its query.</summary>
    public IReadOnlyDictionary<string, StringValues> Query { get; }

    /// <summary>Where it came from.</summary>
    public IPAddress? RemoteAddress { get; }

    /// <summary>Whether it came by https.</summary>
    public bool IsSecure { get; }

    /// <summary>What <see cref="EngineOptions.AllowRequest"/> found out about the caller.</summary>
    public IDictionary<string, object?> Items { get; } = new Dictionary<string, object?>(StringComparer.Ordinal);
}
