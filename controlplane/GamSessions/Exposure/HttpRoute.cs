using System.Text.Json.Serialization;
using k8s;
using k8s.Models;

namespace GamSessions.Exposure;

/// <summary>An HTTPRoute of the Gateway API, as much of it as sessions use. The Kubernetes client has no models of that API.</summary>
internal sealed class HttpRoute : IKubernetesObject<V1ObjectMeta>
{
    /// <summary>The API's group.</summary>
    public const string Group = "gateway.networking.k8s.io";

    /// <summary>The API's version.</summary>
    public const string Version = "v1";

    /// <summary>The kind in addresses.</summary>
    public const string Plural = "httproutes";

    /// <inheritdoc/>
    [JsonPropertyName("apiVersion")]
    public string ApiVersion { get; set; } = $"{Group}/{Version}";

    /// <inheritdoc/>
    [JsonPropertyName("kind")]
    public string Kind { get; set; } = "HTTPRoute";

    /// <inheritdoc/>
    [JsonPropertyName("metadata")]
    public V1ObjectMeta Metadata { get; set; } = new();

    /// <summary>What it routes.</summary>
    [JsonPropertyName("spec")]
    public HttpRouteSpec? Spec { get; set; }
}

/// <summary>What a route routes.</summary>
internal sealed record HttpRouteSpec(
    [property: JsonPropertyName("parentRefs")] IReadOnlyList<HttpRouteParent> ParentRefs,
    [property: JsonPropertyName("hostnames")] IReadOnlyList<string>? Hostnames,
    [property: JsonPropertyName("rules")] IReadOnlyList<HttpRouteRule> Rules);

/// <summary>The Gateway that a route attaches to.</summary>
internal sealed record HttpRouteParent(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("namespace")] string? Namespace);

/// <summary>Requests that match, and where they go.</summary>
internal sealed record HttpRouteRule(
    [property: JsonPropertyName("matches")] IReadOnlyList<HttpRouteMatch> Matches,
    [property: JsonPropertyName("backendRefs")] IReadOnlyList<HttpRouteBackend> BackendRefs);

/// <summary>One way to match.</summary>
internal sealed record HttpRouteMatch([property: JsonPropertyName("path")] HttpRoutePath Path);

/// <summary>A path to match.</summary>
internal sealed record HttpRoutePath(
    [property: JsonPropertyName("type")] string Type,
    [property: JsonPropertyName("value")] string Value);

/// <summary>A Service.</summary>
internal sealed record HttpRouteBackend(
    [property: JsonPropertyName("name")] string Name,
    [property: JsonPropertyName("port")] int Port);
