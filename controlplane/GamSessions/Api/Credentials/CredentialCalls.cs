using GamSessions.Api.Problems;
using GamSessions.Api.Requests;
using GamSessions.Credentials;
using GamSessions.Options;
using GamSessions.Sessions;
using GamSessions.Store;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GamSessions.Api.Credentials;

/// <summary>The calls about stored credentials. Everybody has their own, an administrator too; what was put never comes back.</summary>
internal sealed partial class CredentialCalls(
    ICredentialStore store, ISessionStore sessions, IOptions<GamSessionsOptions> options, ILogger<CredentialCalls> logger)
{
    // All four files at their largest, each byte written as six.
    private const int MostBodyBytes = 4 * 6 * CredentialFiles.MostBytes;

    /// <summary><c>GET /api/credentials</c>.</summary>
    public async Task<IResult> ListAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var found = await store.ListAsync(CallerFilter.CallerOf(context).Owner, cancellationToken);
        return Results.Json(new CredentialsListAnswer([.. found.Select(Resource)]), ApiJson.Options);
    }

    /// <summary><c>GET /api/credentials/{name}</c>.</summary>
    public async Task<IResult> GetAsync(string name, HttpContext context, CancellationToken cancellationToken) =>
        CredentialNames.IsName(name) && await store.FindAsync(CallerFilter.CallerOf(context).Owner, name, cancellationToken) is { } found
            ? Results.Json(Resource(found), ApiJson.Options)
            : NotFound();

    /// <summary><c>PUT /api/credentials/{name}</c>.</summary>
    public async Task<IResult> PutAsync(string name, HttpContext context, CancellationToken cancellationToken)
    {
        if (!CredentialNames.IsName(name))
        {
            const string message = "must be 1 to 63 lower-case letters, digits, points and hyphens, with a letter or digit at both ends.";
            return new ProblemResult(ProblemCode.InvalidRequest, $"name {message}") { Errors = new Dictionary<string, string[]> { ["name"] = [message] } };
        }

        var (files, refusal) = await JsonBody.ReadAsync(context.Request, Read, cancellationToken, MostBodyBytes);
        if (files is null)
        {
            return refusal!;
        }

        var faults = new FieldErrors();
        foreach (var (file, text) in files)
        {
            if (CredentialFiles.Check(file, text) is { } fault)
            {
                faults.Add($"files.{file}", fault);
            }
        }

        if (!faults.None)
        {
            return new ProblemResult(ProblemCode.OutOfRange, faults.ToString()) { Errors = faults.ToDictionary() };
        }

        var owner = CallerFilter.CallerOf(context).Owner;
        var most = options.Value.Limits.MaxCredentialsPerOwner;
        var put = await store.PutAsync(owner, name, files, most, CancellationToken.None);
        if (put is CredentialPut.TooMany)
        {
            return new ProblemResult(ProblemCode.Limit, $"You have {most} credentials, the most that an owner may have; delete one first.")
            {
                RetryAfter = TimeSpan.FromSeconds(30),
            };
        }

        LogPut(name, owner, files.Count);
        if (put is CredentialPut.Replaced)
        {
            return Results.NoContent();
        }

        var stored = await store.FindAsync(owner, name, CancellationToken.None) ?? new CredentialSet(name, []);
        context.Response.Headers.Location = $"{context.Request.PathBase}/api/credentials/{name}";
        return Results.Json(Resource(stored), ApiJson.Options, statusCode: StatusCodes.Status201Created);
    }

    /// <summary><c>DELETE /api/credentials/{name}</c>.</summary>
    public async Task<IResult> DeleteAsync(string name, HttpContext context, CancellationToken cancellationToken)
    {
        var owner = CallerFilter.CallerOf(context).Owner;
        if (!CredentialNames.IsName(name) || await store.FindAsync(owner, name, cancellationToken) is null)
        {
            return NotFound();
        }

        // A session whose pod is replaced needs them again; so they outlive those that use them.
        var live = await sessions.ListLiveAsync(cancellationToken);
        if (live.FirstOrDefault(session => session.Owner == owner && session.Credentials == name) is { } user)
        {
            return new ProblemResult(ProblemCode.Busy, $"Session {user.Id} uses these credentials; delete the sessions that do first.")
            {
                RetryAfter = TimeSpan.FromSeconds(5),
            };
        }

        if (!await store.DeleteAsync(owner, name, CancellationToken.None))
        {
            return NotFound();
        }

        LogDeleted(name, owner);
        return Results.NoContent();
    }

    private static Dictionary<string, string>? Read(JsonFields fields)
    {
        if (fields.Object("files") is not { } files)
        {
            fields.Wrong("files", "is required: an object with a text for each file");
            return null;
        }

        var texts = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var name in CredentialFiles.Names)
        {
            if (files.Text(name) is { } text)
            {
                texts[name] = text;
            }
        }

        files.NothingElse();
        if (texts.Count == 0)
        {
            fields.Wrong("files", $"names no file; the files are {string.Join(", ", CredentialFiles.Names)}");
            return null;
        }

        return texts;
    }

    private static ProblemResult NotFound() => new(ProblemCode.NotFound, "There are no such credentials of yours. GET /api/credentials lists them.");

    private static CredentialsResource Resource(CredentialSet set) =>
        new(set.Name, [.. set.Files.Select(file => new CredentialFileResource(file.Name, file.Size, file.UpdatedAt.UtcDateTime))]);

    [LoggerMessage(3401, LogLevel.Information, "Credentials {Name} of {Owner}: {Files} files were put.")]
    private partial void LogPut(string name, string owner, int files);

    [LoggerMessage(3402, LogLevel.Information, "Credentials {Name} of {Owner} were deleted.")]
    private partial void LogDeleted(string name, string owner);
}
