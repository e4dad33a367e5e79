using System.Text.Json;
using GamAgent.Protocol;
using GamSessions.Api.Problems;
using GamSessions.Api.Sessions;
using GamSessions.Records.Transcripts;
using GamSessions.Sessions;
using Microsoft.AspNetCore.Http;

namespace GamSessions.Api.Transcripts;

/// <summary><c>GET /api/sessions/{id}/transcript</c>.</summary>
internal sealed class TranscriptCall(SessionFinder finder, TranscriptReader reader)
{
    /// <summary>Answers with the transcript as it stands.</summary>
    public async Task<IResult> HandleAsync(string id, HttpContext context, CancellationToken cancellationToken)
    {
        if (await finder.FindAsync(id, CallerFilter.CallerOf(context), cancellationToken) is not { } session)
        {
            return SessionFinder.NotFound();
        }

        var format = TranscriptFormat.Text;
        if (context.Request.Query.TryGetValue("format", out var text))
        {
            if (ProtocolNames.FromWireName<TranscriptFormat>(text.ToString()) is not { } known)
            {
                var message = $"must be one of {string.Join(", ", Enum.GetValues<TranscriptFormat>().Select(f => f.ToWireName()))}.";
                return new ProblemResult(ProblemCode.InvalidRequest, $"format {message}") { Errors = new Dictionary<string, string[]> { ["format"] = [message] } };
            }

            format = known;
        }

        return new TranscriptResult(reader, session, format);
    }
}
