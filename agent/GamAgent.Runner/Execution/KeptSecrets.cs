namespace GamAgent.Runner.Execution;

/// <summary>
/// The secrets among a command's input, kept while it is here, so that an agent that was killed goes on masking them. As many as an agent looks for;
/// what is beyond that is not kept.
/// </summary>
internal sealed class KeptSecrets
{
    private const int Most = 64;

    private readonly Lock _gate = new();
    private readonly List<string> _texts = [];

    /// <summary>Keeps one.</summary>
    internal void Add(string text)
    {
        lock (_gate)
        {
            if (_texts.Count < Most)
            {
                _texts.Add(text);
            }
        }
    }

    /// <summary>Those kept so far.</summary>
    internal IReadOnlyList<string> All()
    {
        lock (_gate)
        {
            return [.. _texts];
        }
    }
}
