using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;

namespace TestKit.OpenApi;

/// <summary>
/// An OpenAPI 3.1 document, and whether responses are what it says. It knows nothing of the product but that errors of addresses that the
/// document doesn't name are of its schema <c>Problem</c>.
/// </summary>
public sealed class OpenApiContract
{
    private static readonly EvaluationOptions Listed = new() { OutputFormat = OutputFormat.List, RequireFormatValidation = true };

    private readonly JsonObject _root;
    private readonly ConcurrentDictionary<string, JsonSchema> _schemas = new(StringComparer.Ordinal);

    private OpenApiContract(JsonObject root) => _root = root;

    /// <summary>The templates of the paths that it names.</summary>
    public IReadOnlyList<string> Paths => [.. _root["paths"]!.AsObject().Select(p => p.Key)];

    /// <summary>The whole document.</summary>
    public JsonObject Root => _root;

    /// <summary>Reads a document.</summary>
    /// <exception cref="FormatException">It is none of version 3.1.</exception>
    public static OpenApiContract Parse(string json)
    {
        var root = JsonNode.Parse(json)!.AsObject();
        return (string?)root["openapi"] is { } version && version.StartsWith("3.1.", StringComparison.Ordinal)
            ? new OpenApiContract(root)
            : throw new FormatException($"no OpenAPI 3.1 document: {root["openapi"]}");
    }

    /// <summary>What is wrong with a response; empty when nothing is.</summary>
    /// <param name="method">The request's method.</param>
    /// <param name="path">The request's path, without a prefix of the API.</param>
    /// <param name="status">The response's status.</param>
    /// <param name="contentType">Its media type without parameters, or null.</param>
    /// <param name="body">Its body.</param>
    public IReadOnlyList<string> Violations(HttpMethod method, string path, int status, string? contentType, string body)
    {
        if (method == HttpMethod.Options && body.Length == 0)
        {
            // A browser's preflight is no operation of the API.
            return [];
        }

        if (FindPath(path) is not { } template || _root["paths"]![template]![method.Method.ToLowerInvariant()] is not JsonObject operation)
        {
            return path.StartsWith("/api", StringComparison.Ordinal)
                ? status < 400 ? [$"{status} at an address that the document does not name"] : CheckProblem(contentType, body)
                : [];
        }

        if (operation["responses"]?[status.ToString(System.Globalization.CultureInfo.InvariantCulture)] is not JsonObject response)
        {
            return [$"the document does not name the status {status} for {method} {template}: {body}"];
        }

        if (response["content"] is not JsonObject { Count: > 0 } content)
        {
            return body.Length == 0 ? [] : ["a body where the document names none"];
        }

        if (contentType is null || content[contentType] is not JsonObject media)
        {
            return [$"the document does not name the type '{contentType}' for {status} of {method} {template}"];
        }

        return IsJson(contentType) ? CheckSchema(media["schema"]!, body) : [];
    }

    private static bool IsJson(string contentType) =>
        contentType == "application/json" || contentType.EndsWith("+json", StringComparison.Ordinal);

    private IReadOnlyList<string> CheckProblem(string? contentType, string body) => contentType == "application/problem+json"
        ? CheckSchema(JsonNode.Parse("""{"$ref":"#/components/schemas/Problem"}""")!, body)
        : [$"an error of the type '{contentType}', not application/problem+json"];

    // Literal segments before parameters: /sessions/events is not a session's id.
    private string? FindPath(string path) => Paths
        .Where(template => Matches(template, path))
        .OrderBy(template => template.Count(c => c == '{'))
        .FirstOrDefault();

    private static bool Matches(string template, string path)
    {
        var (expected, actual) = (template.TrimEnd('/').Split('/'), path.TrimEnd('/').Split('/'));

        // OpenAPI has no parameter with slashes in it; ours of that name takes the rest.
        return (expected.Length == actual.Length || (expected[^1] == "{path}" && expected.Length < actual.Length))
            && expected.Zip(actual).All(p => p.First.StartsWith('{') ? p.Second.Length > 0 : p.First == p.Second);
    }

    private IReadOnlyList<string> CheckSchema(JsonNode schema, string body)
    {
        JsonDocument document;
        try
        {
            document = JsonDocument.Parse(body);
        }
        catch (JsonException e)
        {
            return [$"the body is no JSON: {e.Message}"];
        }

        using (document)
        {
            var results = _schemas.GetOrAdd(schema.ToJsonString(), Build).Evaluate(document.RootElement, Listed);
            return results.IsValid
                ? []
                : [.. (results.Details ?? []).Where(d => d.Errors is not null).SelectMany(d => d.Errors!.Select(e => $"{d.InstanceLocation}: {e.Value} ({d.EvaluationPath})"))
                    .DefaultIfEmpty("the body does not fit its schema")];
        }
    }

    private JsonSchema Build(string schema)
    {
        // The document's own components become definitions beside the schema.
        var bundle = new JsonObject
        {
            ["$schema"] = "https://json-schema.org/draft/2020-12/schema",
            ["allOf"] = new JsonArray(JsonNode.Parse(schema)),
            ["$defs"] = _root["components"]?["schemas"]?.DeepClone() ?? new JsonObject(),
        };
        var text = bundle.ToJsonString().Replace("#/components/schemas/", "#/$defs/", StringComparison.Ordinal);
        return JsonSchema.FromText(text, new BuildOptions { SchemaRegistry = new SchemaRegistry() });
    }
}
