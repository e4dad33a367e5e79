using Microsoft.AspNetCore.Http;

namespace GamSessions.Access;

/// <summary>Finds out who is calling; by access mode. Host and Origin were checked before.</summary>
public interface ICallerAccessor
{
    /// <summary>The caller of a REST request, or null when it is not known who (401).</summary>
    ValueTask<Caller?> GetCallerAsync(HttpContext context);

    /// <summary>
    /// The caller of a websocket that brought no session token, or null when one is needed. In <c>local</c> mode a client on the
    /// loopback acts as the owner <c>local</c>.
    /// </summary>
    ValueTask<Caller?> GetTokenlessCallerAsync(HttpContext context);
}
