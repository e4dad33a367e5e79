using System.Text;

namespace StandInGam.Bulk;

/// <summary>Splits a line of a batch file the way a POSIX shell does, without expanding anything.</summary>
internal static class BatchLine
{
    /// <summary>The words; null when a quote is not closed.</summary>
    public static IReadOnlyList<string>? Split(string line)
    {
        List<string> words = [];
        StringBuilder? word = null;
        var quote = '\0';
        for (var i = 0; i < line.Length; i++)
        {
            var c = line[i];
            if (quote != '\0' && c == quote)
            {
                quote = '\0';
            }
            else if (c == '\\' && quote != '\'' && i + 1 < line.Length && (quote == '\0' || line[i + 1] is '"' or '\\'))
            {
                (word ??= new StringBuilder()).Append(line[++i]);
            }
            else if (quote == '\0' && c is '\'' or '"' && quote == '\0')
            {
                word ??= new StringBuilder();
                quote = c;
            }
            else if (quote == '\0' && c is ' ' or '\t' && quote == '\0')
            {
                Take();
            }
            else
            {
                (word ??= new StringBuilder()).Append(c);
            }
        }

        Take();
        return quote == '\0' ? words : null;

        void Take()
        {
            if (word is not null)
            {
                words.Add(word.ToString());
                word = null;
            }
        }
    }
}
