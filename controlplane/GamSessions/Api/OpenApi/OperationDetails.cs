using System.Globalization;
using System.Text.Json.Nodes;
using GamAgent.Protocol;
using GamSessions.Api.Problems;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.OpenApi;

namespace GamSessions.Api.OpenApi;

/// <summary>Adds to operations what endpoints say by marks: parameters that are read by hand, and every problem by its status.</summary>
internal sealed class OperationDetails : IOpenApiOperationTransformer
{
    public async Task TransformAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellationToken)
    {
        var metadata = context.Description.ActionDescriptor.EndpointMetadata;
        operation.OperationId = operation.OperationId?.Split('/')[^1];
        foreach (var mark in metadata.OfType<ParameterMark>())
        {
            operation.Parameters ??= [];
            operation.Parameters.Add(Parameter(mark));
        }

        var problem = await context.GetOrCreateSchemaAsync(typeof(Problem), null, cancellationToken);
        context.Document!.AddComponent(nameof(Problem), problem);
        var codes = metadata.OfType<ProblemsMark>().SelectMany(m => m.Codes).Distinct().ToLookup(ProblemStatus.Of);
        operation.Responses ??= [];
        foreach (var status in codes.OrderBy(g => g.Key))
        {
            operation.Responses[status.Key.ToString(CultureInfo.InvariantCulture)] = Response(context.Document, status.Key, [.. status]);
        }
    }

    private static OpenApiParameter Parameter(ParameterMark mark) => new()
    {
        Name = mark.Name,
        In = mark.IsHeader ? ParameterLocation.Header : ParameterLocation.Query,
        Description = mark.Description,
        Schema = new OpenApiSchema { Type = mark.Name.StartsWith("page", StringComparison.Ordinal) ? JsonSchemaType.Integer : JsonSchemaType.String },
    };

    private static OpenApiResponse Response(OpenApiDocument document, int status, IReadOnlyList<ProblemCode> codes)
    {
        // Of all codes only those that this call can answer with.
        var narrowed = new OpenApiSchema
        {
            AllOf =
            [
                new OpenApiSchemaReference(nameof(Problem), document),
                new OpenApiSchema
                {
                    Properties = new Dictionary<string, IOpenApiSchema>
                    {
                        ["status"] = new OpenApiSchema { Enum = [JsonValue.Create(status)] },
                        ["code"] = new OpenApiSchema { Enum = [.. codes.Select(c => (JsonNode)c.ToWireName())] },
                    },
                },
            ],
        };
        var response = new OpenApiResponse
        {
            Description = $"{ReasonPhrases.GetReasonPhrase(status)}: {string.Join(", ", codes.Select(c => c.ToWireName()))}",
            Content = new Dictionary<string, OpenApiMediaType> { [ProblemResult.ContentType] = new() { Schema = narrowed } },
        };
        if (status is 429 or 503 or 409)
        {
            response.Headers = new Dictionary<string, IOpenApiHeader>
            {
                ["Retry-After"] = new OpenApiHeader { Description = "Seconds until it may be tried again.", Schema = new OpenApiSchema { Type = JsonSchemaType.Integer } },
            };
        }

        return response;
    }
}
