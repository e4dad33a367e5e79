using System.Text;

namespace GamSessions.SocketIo.Terminal;

/// <summary>What a terminal shows in its last row, and texts made fit for it: a bare line feed goes down, but not back to the left.</summary>
internal sealed class Screen
{
    private const int LongestRow = 4096;
    private readonly StringBuilder _row = new();
    private bool _afterReturn;

    /// <summary>The last row, as far as it is text.</summary>
    public string Row => _row.ToString();

    /// <summary>The same text with CRLF at the ends of lines, which is shown now.</summary>
    public string Show(string text)
    {
        var fit = new StringBuilder(text.Length + 16);
        foreach (var c in text)
        {
            if (c == '\n' && !_afterReturn)
            {
                fit.Append('\r');
            }

            fit.Append(c);
            _afterReturn = c == '\r';
            if (c is '\n' or '\r')
            {
                _row.Clear();
            }
            else if (_row.Length < LongestRow && c >= ' ')
            {
                _row.Append(c);
            }
        }

        return fit.ToString();
    }
}
