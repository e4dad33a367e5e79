using GamSessions.Access;
using GamSessions.Api.Problems;
using Microsoft.AspNetCore.Http;

namespace GamSessions.Api;

/// <summary>Lets only known callers in (401), and viewers only where nothing changes (403).</summary>
internal sealed class CallerFilter(ICallerAccessor callers) : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        if (await callers.GetCallerAsync(http) is not { } caller)
        {
            return new ProblemResult(
                ProblemCode.Unauthenticated, "Send an API key that is valid as 'Authorization: Bearer gsk_…'. The administrator makes one with `keys add NAME`.");
        }

        if (caller.Role is CallerRole.Viewer && !HttpMethods.IsGet(http.Request.Method))
        {
            return new ProblemResult(ProblemCode.Forbidden, "This key may only look. Use one with the role operator.");
        }

        http.Features.Set(caller);
        return await next(context);
    }

    /// <summary>The caller of a request that this filter let in.</summary>
    public static Caller CallerOf(HttpContext context) =>
        context.Features.Get<Caller>() ?? throw new InvalidOperationException("This address has no caller filter.");
}
