using Microsoft.AspNetCore.Routing;

namespace GamSessions.Api;

/// <summary>The addresses of the REST API.</summary>
internal static class SessionApiEndpoints
{
    /// <summary>Maps them.</summary>
    public static void MapSessionApi(this IEndpointRouteBuilder endpoints)
    {
        ArgumentNullException.ThrowIfNull(endpoints);
    }
}
