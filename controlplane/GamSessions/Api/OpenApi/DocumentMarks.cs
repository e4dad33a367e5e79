using GamSessions.Api.Problems;

namespace GamSessions.Api.OpenApi;

/// <summary>Marks an endpoint of this API; an embedding application's own are not in our document.</summary>
internal sealed class InDocumentMark;

/// <summary>Problems that an endpoint can answer with.</summary>
/// <param name="Codes">Their codes.</param>
internal sealed record ProblemsMark(IReadOnlyList<ProblemCode> Codes);

/// <summary>A header or query parameter that an endpoint reads by hand.</summary>
/// <param name="Name">Its name.</param>
/// <param name="IsHeader">A header, not a query parameter.</param>
/// <param name="Description">What it does.</param>
internal sealed record ParameterMark(string Name, bool IsHeader, string Description);
