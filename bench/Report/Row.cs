namespace Bench.Report;

/// <summary>One line of the table.</summary>
/// <param name="What">What was measured.</param>
/// <param name="Figure">What came out, with its unit.</param>
/// <param name="Limit">What the project wants; empty for a figure that only informs.</param>
/// <param name="Met">Whether it does; null for a figure that only informs.</param>
internal sealed record Row(string What, string Figure, string Limit = "", bool? Met = null);
