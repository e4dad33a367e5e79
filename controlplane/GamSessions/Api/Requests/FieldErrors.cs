namespace GamSessions.Api.Requests;

/// <summary>What is wrong with the fields of a request.</summary>
internal sealed class FieldErrors
{
    private readonly Dictionary<string, string> _errors = new(StringComparer.Ordinal);

    /// <summary>Whether nothing is.</summary>
    public bool None => _errors.Count == 0;

    /// <summary>Notes what is wrong with a field. The first fault counts: what only follows from it (no text, hence empty) would mislead.</summary>
    public void Add(string field, string message) => _errors.TryAdd(field, message);

    /// <summary>As problem details show it.</summary>
    public IReadOnlyDictionary<string, string[]> ToDictionary() => _errors.ToDictionary(e => e.Key, e => new[] { e.Value });

    /// <summary>All in one sentence.</summary>
    public override string ToString() => string.Join(" ", _errors.Select(e => $"{e.Key} {e.Value}"));
}
