using System.Text.Json;
using GamAgent.Protocol;
using GamSessions.Api.Problems;
using GamSessions.Api.Requests;
using GamSessions.Api.Sessions;
using GamSessions.OneShot;
using GamSessions.Records;
using GamSessions.Records.Audit;
using GamSessions.Sessions;
using GamSessions.Store;
using GamSessions.Store.Rows;
using Microsoft.AspNetCore.Http;

namespace GamSessions.Api.Commands;

/// <summary>The calls about a session's commands: the audit, and running one.</summary>
internal sealed class CommandCalls(SessionFinder finder, CommandStore store, SessionRecorder recorder, OneShotCommands oneShot)
{
    private const int MostSeconds = 24 * 60 * 60;

    /// <summary><c>GET /api/sessions/{id}/commands</c>.</summary>
    public async Task<IResult> ListAsync(string id, HttpContext context, CancellationToken cancellationToken)
    {
        if (await finder.FindAsync(id, CallerFilter.CallerOf(context), cancellationToken) is not { } session)
        {
            return SessionFinder.NotFound();
        }

        var errors = new FieldErrors();
        var (page, pageSize) = PageQuery.Read(context.Request.Query, errors);
        if (!errors.None)
        {
            return new ProblemResult(ProblemCode.InvalidRequest, errors.ToString()) { Errors = errors.ToDictionary() };
        }

        var (rows, more) = await store.ListAsync(session.Id, page, pageSize, cancellationToken);
        var running = recorder.RunningIn(session.Id);
        return Results.Json(
            new CommandListAnswer { Commands = [.. rows.Select(row => Resource(row, running))], NextPage = more ? page + 1 : null }, ApiJson.Options);
    }

    /// <summary><c>POST /api/sessions/{id}/commands</c>.</summary>
    public async Task<IResult> RunAsync(string id, HttpContext context, CancellationToken cancellationToken)
    {
        var (request, refusal) = await JsonBody.ReadAsync(context.Request, Read, cancellationToken);
        if (request is null)
        {
            return refusal!;
        }

        var caller = CallerFilter.CallerOf(context);
        if (await finder.FindAsync(id, caller, cancellationToken) is not { } session)
        {
            return SessionFinder.NotFound();
        }

        if (session.Status is SessionStatus.Starting)
        {
            return NotReady("The session is still starting. Try again in a moment.");
        }

        if (session.Status is not SessionStatus.Ready)
        {
            return Ended(session);
        }

        var result = await oneShot.RunAsync(
            new OneShotCommand(session.Id, caller.Subject, request.Args, request.Command, request.TimeoutSeconds), cancellationToken);
        return result switch
        {
            { Exit: { } exit } => Results.Json(
                new RunAnswer(exit.ExitCode, exit.Reason, exit.Class, exit.Meaning, result.Stdout, result.Stderr, result.Truncated), ApiJson.Options),
            { Refusal: { } error } => RefusalProblem.Of(error),
            { SessionEnded: true } => Ended(await finder.FindAsync(id, caller, cancellationToken) ?? session),
            { TooMany: true } => new ProblemResult(ProblemCode.Limit, "The session has as many connections as it may have; close one.") { RetryAfter = TimeSpan.FromSeconds(1) },
            _ => new ProblemResult(ProblemCode.Unavailable, result.Problem ?? "The session cannot be reached.") { RetryAfter = TimeSpan.FromSeconds(1) },
        };
    }

    private static RunBody? Read(JsonFields fields)
    {
        var body = new RunBody
        {
            Args = fields.Texts("args"),
            Command = fields.Text("command"),
            TimeoutSeconds = fields.Number("timeoutSeconds", 1, MostSeconds),
        };
        if (body.Args is null == body.Command is null)
        {
            fields.Wrong("command", "or args is required, and not both");
            return null;
        }

        if (body.Args is { Count: 0 } || (body.Command is not null && string.IsNullOrWhiteSpace(body.Command)))
        {
            fields.Wrong(body.Args is null ? "command" : "args", "names no command");
            return null;
        }

        return body;
    }

    private static CommandResource Resource(CommandRow row, CommandTally? running) => new()
    {
        Seq = row.Seq,
        Epoch = row.Epoch,
        Id = row.CommandId,
        By = row.By,
        Args = JsonSerializer.Deserialize<string[]>(row.Args) ?? [],
        StartedAt = row.StartedAt.UtcDateTime,
        EndedAt = row.EndedAt?.UtcDateTime,
        ExitCode = row.ExitCode,
        Reason = row.Reason is null ? null : WireNames.Read<AuditReason>(row.Reason),
        Class = row.Class is null ? null : WireNames.Read<ExitClass>(row.Class),
        Meaning = row.Meaning,
        OutputBytes = row.EndedAt is null && running is not null && running.Id == row.CommandId && running.Epoch == row.Epoch ? running.Bytes : row.OutputBytes,
        Sha256 = row.Sha256,
        Code = row.Code is null ? null : WireNames.Read<ErrorCode>(row.Code),
    };

    private static ProblemResult NotReady(string detail) => new(ProblemCode.NotReady, detail) { RetryAfter = TimeSpan.FromSeconds(1) };

    private static ProblemResult Ended(Session session) =>
        new(ProblemCode.Ended, $"The session is over ({(session.Reason ?? EndReason.Internal).ToWireName()}). Create another one.");
}
