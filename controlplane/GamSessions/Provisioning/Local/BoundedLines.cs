namespace GamSessions.Provisioning.Local;

/// <summary>Reads lines of which only the first <see cref="Longest"/> characters are kept, so that no child fills our memory.</summary>
internal static class BoundedLines
{
    /// <summary>The longest line that is kept whole.</summary>
    public const int Longest = 4096;

    /// <summary>Reads to the end.</summary>
    public static async IAsyncEnumerable<string> ReadAsync(TextReader reader)
    {
        var piece = new char[4096];
        var line = new System.Text.StringBuilder();
        for (int count; (count = await reader.ReadAsync(piece)) > 0;)
        {
            for (var i = 0; i < count; i++)
            {
                if (piece[i] == '\n')
                {
                    yield return line.ToString().TrimEnd('\r');
                    line.Clear();
                }
                else if (line.Length < Longest)
                {
                    line.Append(piece[i]);
                }
            }
        }

        if (line.Length > 0)
        {
            yield return line.ToString();
        }
    }
}
