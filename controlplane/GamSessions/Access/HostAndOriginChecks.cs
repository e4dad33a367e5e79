using GamSessions.Api.Problems;
using GamSessions.Options;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace GamSessions.Access;

/// <summary>
/// Refuses requests that bear a foreign Host or come from a foreign Origin (403), before anything else looks at them: a page of another
/// origin, or one that rebinds its name to our address, changes nothing and learns nothing. Health and metrics are exempt.
/// </summary>
internal static class HostAndOriginChecks
{
    private static readonly PathString[] Exempt = ["/healthz", "/readyz", "/metrics"];

    /// <summary>Puts the checks in front of what follows in this pipeline.</summary>
    public static IApplicationBuilder UseHostAndOriginChecks(this IApplicationBuilder app)
    {
        // Read at the first request: pipelines are put together before the settings are validated.
        var options = app.ApplicationServices.GetRequiredService<IOptions<GamSessionsOptions>>();
        var rules = new Lazy<HostAndOriginRules>(() => new HostAndOriginRules(options.Value));
        return app.Use((context, next) => Exempt.Contains(context.Request.Path) ? next(context) : CheckAsync(context, rules.Value, next));
    }

    private static Task CheckAsync(HttpContext context, HostAndOriginRules rules, RequestDelegate next)
    {
        if (!rules.IsOurHost(context.Request.Host))
        {
            return new ProblemResult(
                ProblemCode.ForeignHost,
                "This address is not one of ours. Use the address that the host prints at its start, or name it in Access:AllowedHosts.").ExecuteAsync(context);
        }

        return rules.IsOurOrigin(context.Request)
            ? next(context)
            : new ProblemResult(
                ProblemCode.ForeignOrigin,
                "Pages of this origin may not call. Name the origin in Access:AllowedOrigins if they should.").ExecuteAsync(context);
    }
}
