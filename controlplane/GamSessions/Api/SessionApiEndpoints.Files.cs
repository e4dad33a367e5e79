using GamSessions.Api.Credentials;
using GamSessions.Api.Files;
using GamSessions.Api.OpenApi;
using GamSessions.Api.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace GamSessions.Api;

/// <content>Files of sessions, and stored credentials.</content>
internal static partial class SessionApiEndpoints
{
    private const string Bytes = "application/octet-stream";

    private static void MapFiles(this RouteGroupBuilder api)
    {
        api.MapGet("/sessions/{id}/files/", (string id, FileCalls call, HttpContext context, CancellationToken cancel) => call.ListAsync(id, context, cancel))
            .Named("listFiles", "The files of a session's work folder.").Produces<FileListAnswer>()
            .Problems(ProblemCode.NotFound, ProblemCode.NotReady, ProblemCode.Ended);
        api.MapGet("/sessions/{id}/files/{**path}", (string id, FileCalls call, HttpContext context, CancellationToken cancel) => call.GetAsync(id, context, cancel))
            .Named("getFile", "A file of a session's work folder, whole or in part.")
            .Header("Range", "bytes=FROM-TO: only these bytes.").Header("If-Range", "The part only if the file is still this one.")
            .Header("If-None-Match", "Only if the file is another one than this.").Header("If-Match", "Only if the file is this one.")
            .Produces<string>(StatusCodes.Status200OK, Bytes).Produces<string>(StatusCodes.Status206PartialContent, Bytes).Produces(StatusCodes.Status304NotModified)
            .Problems(ProblemCode.InvalidRequest, ProblemCode.NotFound, ProblemCode.NotReady, ProblemCode.Ended)
            .Problems(ProblemCode.PreconditionFailed, ProblemCode.RangeNotSatisfiable, ProblemCode.OutOfRange);
        api.MapPut("/sessions/{id}/files/{**path}", (string id, FileCalls call, HttpContext context, CancellationToken cancel) => call.PutAsync(id, context, cancel))
            .Named("putFile", "Writes a file of a session's work folder; the body is its bytes.")
            .Header("If-None-Match", "*: only if there is no such file.").Header("If-Match", "Only if the file is this one.")
            .Produces(StatusCodes.Status201Created).Produces(StatusCodes.Status204NoContent)
            .Problems(ProblemCode.InvalidRequest, ProblemCode.Forbidden, ProblemCode.NotFound, ProblemCode.NotReady, ProblemCode.Ended)
            .Problems(ProblemCode.PreconditionFailed, ProblemCode.TooLarge, ProblemCode.UnsupportedType, ProblemCode.OutOfRange, ProblemCode.DiskFull);
        api.MapDelete("/sessions/{id}/files/{**path}", (string id, FileCalls call, HttpContext context, CancellationToken cancel) => call.DeleteAsync(id, context, cancel))
            .Named("deleteFile", "Removes a file of a session's work folder.").Header("If-Match", "Only if the file is this one.")
            .Produces(StatusCodes.Status204NoContent)
            .Problems(ProblemCode.InvalidRequest, ProblemCode.Forbidden, ProblemCode.NotFound, ProblemCode.NotReady, ProblemCode.Ended)
            .Problems(ProblemCode.PreconditionFailed, ProblemCode.OutOfRange);
    }

    private static void MapCredentials(this RouteGroupBuilder api)
    {
        api.MapGet("/credentials", (CredentialCalls call, HttpContext context, CancellationToken cancel) => call.ListAsync(context, cancel))
            .Named("listCredentials", "The caller's stored credentials: names and sizes, never what is in them.").Produces<CredentialsListAnswer>();
        api.MapGet("/credentials/{name}", (string name, CredentialCalls call, HttpContext context, CancellationToken cancel) => call.GetAsync(name, context, cancel))
            .Named("getCredentials", "One of the caller's stored credentials: names and sizes.")
            .Produces<CredentialsResource>().Problems(ProblemCode.NotFound);
        api.MapPut("/credentials/{name}", (string name, CredentialCalls call, HttpContext context, CancellationToken cancel) => call.PutAsync(name, context, cancel))
            .Named("putCredentials", "Stores credentials for sessions: the files that are named are replaced, all others stay.")
            .Accepts<CredentialsBody>("application/json")
            .Produces<CredentialsResource>(StatusCodes.Status201Created).Produces(StatusCodes.Status204NoContent)
            .Problems(ProblemCode.InvalidRequest, ProblemCode.Forbidden, ProblemCode.TooLarge, ProblemCode.UnsupportedType)
            .Problems(ProblemCode.OutOfRange, ProblemCode.Limit);
        api.MapDelete("/credentials/{name}", (string name, CredentialCalls call, HttpContext context, CancellationToken cancel) => call.DeleteAsync(name, context, cancel))
            .Named("deleteCredentials", "Removes stored credentials that no live session uses.")
            .Produces(StatusCodes.Status204NoContent).Problems(ProblemCode.Forbidden, ProblemCode.NotFound, ProblemCode.Busy);
    }
}
