using System.Text.Json;
using GamAgent.Protocol;
using GamAgent.Protocol.Files;
using GamSessions.Api.Problems;

namespace GamSessions.Api.Files;

/// <summary>What an agent refused, as a problem of ours.</summary>
internal static class FileProblems
{
    private const int MostBytes = 4096;

    /// <summary>Reads the agent's refusal; null for one that is not a caller's business.</summary>
    public static async Task<ProblemResult?> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        switch ((int)response.StatusCode)
        {
            case 412:
                return await BodyAsync(response, cancellationToken) is { } said
                    ? Of(said)
                    : new ProblemResult(ProblemCode.PreconditionFailed, "The file is not what If-Match or If-Unmodified-Since wants; read it again.");
            case 416:
                return new ProblemResult(ProblemCode.RangeNotSatisfiable, "The file has no such range of bytes; Content-Range says how many it has.");
            default:
                return await BodyAsync(response, cancellationToken) is { } problem ? Of(problem) : null;
        }
    }

    /// <summary>A problem with the path.</summary>
    public static ProblemResult Path(ProblemCode code, string sentence) =>
        new(code, sentence) { Errors = new Dictionary<string, string[]> { ["path"] = [sentence] } };

    private static ProblemResult Of(FileProblem problem) => ProtocolNames.FromWireName<ProblemCode>(problem.Code.ToWireName()) switch
    {
        (ProblemCode.InvalidRequest or ProblemCode.OutOfRange) and var code => Path(code, problem.Message),
        ProblemCode.NotReady or ProblemCode.Unavailable => new ProblemResult(
            problem.Code is FileErrorCode.NotReady ? ProblemCode.NotReady : ProblemCode.Unavailable, problem.Message)
        { RetryAfter = TimeSpan.FromSeconds(1) },
        { } other => new ProblemResult(other, problem.Message),
        null => new ProblemResult(ProblemCode.Internal, problem.Message),
    };

    private static async Task<FileProblem?> BodyAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentType?.MediaType != "application/json")
        {
            return null;
        }

        try
        {
            var buffer = new byte[MostBytes];
            await using var body = await response.Content.ReadAsStreamAsync(cancellationToken);
            var count = await body.ReadAtLeastAsync(buffer, MostBytes, throwOnEndOfStream: false, cancellationToken);
            return JsonSerializer.Deserialize(buffer.AsSpan(0, count), FileJson.Default.FileProblem) is { Message: not null } problem ? problem : null;
        }
        catch (Exception e) when (e is JsonException or IOException or HttpRequestException)
        {
            return null;
        }
    }
}
