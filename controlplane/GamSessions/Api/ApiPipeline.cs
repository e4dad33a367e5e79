using GamSessions.Access;
using GamSessions.Api.Problems;
using GamSessions.Options;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace GamSessions.Api;

/// <summary>
/// What stands in front of every address, those that nobody mapped included, and so in front of the application's own routing: the path
/// prefix, headers that hold for all, problems for errors, the checks of Host and Origin.
/// </summary>
internal sealed class ApiPipeline(IOptions<GamSessionsOptions> options, LoopbackGuard guard) : IStartupFilter
{
    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        // Proxies may strip the prefix or not; both work.
        if (options.Value.PublicUrl?.AbsolutePath.TrimEnd('/') is { Length: > 0 } prefix)
        {
            app.UsePathBase(prefix);
        }

        app.Use((context, following) =>
        {
            context.Response.Headers.XContentTypeOptions = "nosniff";
            return guard.Passed ? following(context) : NotYet(context);
        });
        app.UseMiddleware<ProblemMiddleware>();
        app.UseHostAndOriginChecks();
        if (options.Value.Access.AllowedOrigins is { Count: > 0 } origins)
        {
            app.UseCors(policy => policy
                .WithOrigins([.. origins])
                .WithMethods(HttpMethods.Get, HttpMethods.Head, HttpMethods.Post, HttpMethods.Put, HttpMethods.Delete)
                .WithHeaders("Authorization", "Content-Type", "If-Match", "If-None-Match", "If-Range", "Prefer", "Range", Sessions.IdempotentCreates.Header)
                .WithExposedHeaders("Content-Disposition", "Content-Range", "ETag", "Location", "Retry-After"));
        }

        next(app);
    };

    private static Task NotYet(HttpContext context) =>
        new ProblemResult(ProblemCode.Unavailable, "The host is still starting.") { RetryAfter = TimeSpan.FromSeconds(1) }.ExecuteAsync(context);
}
