using System.Globalization;
using GamSessions.Api;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Net.Http.Headers;

namespace GamSessions.Api.Problems;

/// <summary>Answers with a problem.</summary>
internal sealed class ProblemResult(ProblemCode code, string detail) : IResult
{
    /// <summary>The media type of problems.</summary>
    public const string ContentType = "application/problem+json";

    /// <summary>Which problem it is.</summary>
    public ProblemCode Code => code;

    /// <summary>What is wrong with each field at fault.</summary>
    public IReadOnlyDictionary<string, string[]>? Errors { get; init; }

    /// <summary>The session that the call is about, where a create made one.</summary>
    public string? SessionId { get; init; }

    /// <summary>When to try again.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>What to do about a command that was refused.</summary>
    public string? Hint { get; init; }

    /// <summary>A corrected command line.</summary>
    public string? Suggestion { get; init; }

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var status = ProblemStatus.Of(code);
        var response = httpContext.Response;
        response.StatusCode = status;
        response.Headers.CacheControl = "no-store";
        if (RetryAfter is { } wait)
        {
            response.Headers.RetryAfter = Math.Max(1, (long)Math.Ceiling(wait.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
        }

        if (code is ProblemCode.Unauthenticated)
        {
            response.Headers[HeaderNames.WWWAuthenticate] = "Bearer";
        }

        var problem = new Problem
        {
            Type = "about:blank",
            Title = ReasonPhrases.GetReasonPhrase(status),
            Status = status,
            Detail = detail,
            Code = code,
            Errors = Errors,
            SessionId = SessionId,
            Hint = Hint,
            Suggestion = Suggestion,
        };
        return response.WriteAsJsonAsync(problem, ApiJson.Options, ContentType, httpContext.RequestAborted);
    }
}
