using GamSessions.Api.Problems;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace GamSessions.Api.OpenApi;

/// <summary>What endpoints say of themselves for the document.</summary>
internal static class DocumentConventions
{
    /// <summary>Puts endpoints into the document.</summary>
    public static RouteGroupBuilder InDocument(this RouteGroupBuilder group) => group.WithMetadata(new InDocumentMark());

    /// <summary>Names an endpoint and says what it does.</summary>
    public static RouteHandlerBuilder Named(this RouteHandlerBuilder endpoint, string operationId, string summary) =>
        endpoint.WithName($"gam-sessions/{operationId}").WithSummary(summary);

    /// <summary>Adds problems that it can answer with.</summary>
    public static TBuilder Problems<TBuilder>(this TBuilder endpoint, params ProblemCode[] codes)
        where TBuilder : IEndpointConventionBuilder => endpoint.WithMetadata(new ProblemsMark(codes));

    /// <summary>Adds a header that it reads.</summary>
    public static RouteHandlerBuilder Header(this RouteHandlerBuilder endpoint, string name, string description) =>
        endpoint.WithMetadata(new ParameterMark(name, IsHeader: true, description));

    /// <summary>Adds a query parameter that it reads.</summary>
    public static RouteHandlerBuilder Query(this RouteHandlerBuilder endpoint, string name, string description) =>
        endpoint.WithMetadata(new ParameterMark(name, IsHeader: false, description));
}
