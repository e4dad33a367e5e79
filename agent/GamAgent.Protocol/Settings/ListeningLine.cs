using System.Text.Json.Serialization;

namespace GamAgent.Protocol.Settings;

/// <summary>The one line of JSON that <c>gam-agent serve</c> writes to standard output once it listens; its log goes to standard error.</summary>
/// <param name="Event">Always <c>listening</c>.</param>
/// <param name="Url">Where, with the real port.</param>
/// <param name="AgentId">Which agent this is.</param>
public sealed record ListeningLine(string Event, string Url, string AgentId);

/// <summary>Its serialisation.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ListeningLine))]
public sealed partial class ListeningLineJson : JsonSerializerContext;
