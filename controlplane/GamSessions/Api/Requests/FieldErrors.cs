namespace GamSessions.Api.Requests;

/// <summary>What is wrong with the fields of a request.</summary>
internal sealed class FieldErrors
{
    private readonly Dictionary<string, List<string>> _errors = new(StringComparer.Ordinal);

    /// <summary>Whether nothing is.</summary>
    public bool None => _errors.Count == 0;

    /// <summary>Adds what is wrong with a field.</summary>
    public void Add(string field, string message)
    {
        if (!_errors.TryGetValue(field, out var messages))
        {
            _errors[field] = messages = [];
        }

        messages.Add(message);
    }

    /// <summary>As problem details show it.</summary>
    public IReadOnlyDictionary<string, string[]> ToDictionary() => _errors.ToDictionary(e => e.Key, e => e.Value.ToArray());

    /// <summary>All in one sentence.</summary>
    public override string ToString() => string.Join(" ", _errors.SelectMany(e => e.Value.Select(m => $"{e.Key} {m}")));
}
