using System.Reflection;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace GamSessions.Api.OpenApi;

/// <summary>
/// Makes schemas say no more and no less than what is sent: objects have the fields that are listed and no others, and a field that is
/// left out when there is nothing to say is never null.
/// </summary>
internal sealed class ExactSchemas : IOpenApiSchemaTransformer
{
    public Task TransformAsync(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancellationToken)
    {
        if (schema.Type is { } type && type.HasFlag(JsonSchemaType.Integer))
        {
            // The serialiser would read numbers from texts as well; we neither do nor send any.
            schema.Type = type & ~JsonSchemaType.String;
            schema.Pattern = null;
        }

        if (context.JsonTypeInfo.Kind is not JsonTypeInfoKind.Object || schema.Properties is null)
        {
            return Task.CompletedTask;
        }

        schema.AdditionalPropertiesAllowed = false;
        foreach (var property in context.JsonTypeInfo.Properties)
        {
            var ignore = (property.AttributeProvider as MemberInfo)?.GetCustomAttribute<JsonIgnoreAttribute>();
            if (ignore?.Condition is JsonIgnoreCondition.WhenWritingNull && schema.Properties.TryGetValue(property.Name, out var value))
            {
                schema.Properties[property.Name] = NeverNull(value);
            }
        }

        return Task.CompletedTask;
    }

    private static IOpenApiSchema NeverNull(IOpenApiSchema schema)
    {
        if (schema is OpenApiSchema { OneOf.Count: 2 } union)
        {
            return union.OneOf.First(s => s.Type is not JsonSchemaType.Null);
        }

        if (schema is OpenApiSchema own && own.Type is { } type)
        {
            own.Type = type & ~JsonSchemaType.Null;
        }

        return schema;
    }
}
