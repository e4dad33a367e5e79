using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace GamSessions.Api.OpenApi;

/// <summary>What the document says of the whole API.</summary>
internal sealed class DocumentDetails : IOpenApiDocumentTransformer
{
    private const string Scheme = "apiKey";

    public Task TransformAsync(OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellationToken)
    {
        document.Info = new OpenApiInfo
        {
            Title = "gam-sessions",
            Version = "1",
            Description = "Private, disposable places to run GAM. Errors are RFC 9457 problem details with a stable code.",
        };
        document.Components ??= new OpenApiComponents();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
        document.Components.SecuritySchemes[Scheme] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            BearerFormat = "gsk_…",
            Description = "An API key, in access mode apikey; in mode local none is needed.",
        };
        document.Security = [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(Scheme, document)] = [] }, []];
        return Task.CompletedTask;
    }
}
