using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.OpenApi;
using Scalar.AspNetCore;

namespace GamSessions.Api.OpenApi;

/// <summary>The API's own description at <c>/openapi/v1.json</c>, and a page to read it at <c>/docs</c> that loads nothing from elsewhere.</summary>
internal static class ApiDocument
{
    private const string Name = "v1";

    /// <summary>Adds what makes the document.</summary>
    public static void AddApiDocument(this IServiceCollection services) => services.AddOpenApi(Name, options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.ShouldInclude = description => description.ActionDescriptor.EndpointMetadata.OfType<InDocumentMark>().Any();
        options.AddSchemaTransformer<ExactSchemas>();
        options.AddOperationTransformer<OperationDetails>();
        options.AddDocumentTransformer<DocumentDetails>();
    });

    /// <summary>Maps the document and its page.</summary>
    public static void MapApiDocument(this IEndpointRouteBuilder endpoints)
    {
        endpoints.MapOpenApi("/openapi/{documentName}.json");
        endpoints.MapScalarApiReference("/docs", options =>
        {
            options.Title = "gam-sessions";
            options.OpenApiRoutePattern = "/openapi/v1.json";
            options.DefaultFonts = false;
            options.Telemetry = false;
            options.HideClientButton = true;
            options.WithNonce();
        }).AddEndpointFilter(async (context, next) =>
        {
            var http = context.HttpContext;
            http.Response.OnStarting(() =>
            {
                http.Response.Headers.ContentSecurityPolicy = Policy(http);
                return Task.CompletedTask;
            });
            return await next(context);
        });
    }

    private static string Policy(HttpContext context)
    {
        var nonce = context.Items[ScalarOptions.NonceHttpContextItemKey] as string;
        return $"default-src 'none'; script-src 'self'{(nonce is null ? "" : $" 'nonce-{nonce}'")}; style-src 'self' 'unsafe-inline'; "
            + "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'";
    }
}
