using System.Globalization;
using System.Text;

namespace GamSessions.SocketIo.Terminal;

/// <summary>
/// The line discipline of a terminal: takes what is typed or pasted, in pieces of any size, and says what to show and which lines came
/// of it. Backspace, Ctrl-U, Ctrl-W, Ctrl-C, Ctrl-D, up and down for history; other keys with escape sequences do nothing. No library
/// serves here: those for .NET read from a console, not from a stream.
/// </summary>
internal sealed class LineEditor(int maxLength)
{
    private const char Escape = '\u001b';
    private const int MostHistory = 200;
    private const int LongestSequence = 32;

    private readonly StringBuilder _line = new();
    private readonly StringBuilder _sequence = new();
    private readonly List<string> _history = [];
    private List<EditorAction> _actions = [];
    private int _place;
    private string _draft = "";
    private bool _afterReturn;
    private char? _half;

    /// <summary>Whether what is typed is shown; not at prompts for secrets.</summary>
    public bool Hidden { get; set; }

    /// <summary>What stands in the row before the line.</summary>
    public string Prefix { get; set; } = "";

    /// <summary>The width of the terminal; 0 or less means 80.</summary>
    public int Columns { get; set; } = 80;

    /// <summary>What is typed of the present line.</summary>
    public string Line => _line.ToString();

    /// <summary>Takes what was typed.</summary>
    public IReadOnlyList<EditorAction> Take(string typed)
    {
        _actions = [];
        foreach (var c in typed)
        {
            if (_half is { } high)
            {
                _half = null;
                Insert(char.IsLowSurrogate(c) ? $"{high}{c}" : "\uFFFD");
                if (char.IsLowSurrogate(c))
                {
                    continue;
                }
            }

            if (_sequence.Length > 0)
            {
                TakeSequence(c);
            }
            else
            {
                TakeKey(c);
            }

            _afterReturn = c == '\r';
        }

        return _actions;
    }

    private void TakeKey(char c)
    {
        switch (c)
        {
            case Escape:
                _sequence.Append(c);
                break;
            case '\n' when _afterReturn:
                break;
            case '\r' or '\n':
                Complete();
                break;
            case '\b' or '\u007f':
                EraseTo(LastElement());
                break;
            case '\u0003':
                Clear();
                Show("^C");
                _actions.Add(new(EditorKey.Interrupt));
                break;
            case '\u0004':
                if (_line.Length == 0)
                {
                    _actions.Add(new(EditorKey.EndOfInput));
                }

                break;
            case '\u0015':
                EraseTo(0);
                break;
            case '\u0017':
                var text = Line.TrimEnd();
                EraseTo(text.LastIndexOf(' ') + 1);
                break;
            case '\t':
                Insert(" ");
                break;
            case < ' ':
                break;
            default:
                if (char.IsHighSurrogate(c))
                {
                    _half = c;
                }
                else
                {
                    Insert(char.IsLowSurrogate(c) ? "\uFFFD" : c.ToString());
                }

                break;
        }
    }

    // ESC [ … letter, ESC O letter; what is neither ends at its second character.
    private void TakeSequence(char c)
    {
        _sequence.Append(c);
        var sequence = _sequence.ToString();
        var isOpen = sequence.Length switch
        {
            2 => c is '[' or 'O',
            > 2 when sequence[1] == '[' => c is < '@' or > '~' && sequence.Length < LongestSequence,
            _ => false,
        };
        if (isOpen)
        {
            return;
        }

        _sequence.Clear();
        switch (sequence)
        {
            case "\u001b[A" or "\u001bOA":
                Recall(_place - 1);
                break;
            case "\u001b[B" or "\u001bOB":
                Recall(_place + 1);
                break;
            default:
                break;
        }
    }

    private void Insert(string text)
    {
        if (_line.Length + text.Length > maxLength)
        {
            Show("\a");
            return;
        }

        _line.Append(text);
        Echo(text);
    }

    private void Complete()
    {
        var line = Line;
        Clear();
        Show("\r\n");
        if (!Hidden && !string.IsNullOrWhiteSpace(line) && _history.LastOrDefault() != line)
        {
            _history.Add(line);
            if (_history.Count > MostHistory)
            {
                _history.RemoveAt(0);
            }
        }

        _place = _history.Count;
        _draft = "";
        Prefix = "";
        _actions.Add(new(EditorKey.Line, line));
    }

    private void Clear()
    {
        _line.Clear();
        _place = _history.Count;
    }

    private void Recall(int place)
    {
        if (Hidden || place < 0 || place > _history.Count)
        {
            return;
        }

        if (_place == _history.Count)
        {
            _draft = Line;
        }

        EraseTo(0);
        _place = place;
        var line = place == _history.Count ? _draft : _history[place];
        _line.Append(line);
        Echo(line);
    }

    private int LastElement()
    {
        var starts = StringInfo.ParseCombiningCharacters(Line);
        return starts.Length == 0 ? 0 : starts[^1];
    }

    private void EraseTo(int length)
    {
        var before = Line;
        _line.Length = length;
        if (Hidden || before.Length == length)
        {
            return;
        }

        var columns = Columns > 0 ? Columns : 80;
        var width = TextWidth.Of(Prefix) + TextWidth.Of(before);
        if (width < columns)
        {
            Show(string.Concat(Enumerable.Repeat("\b \b", TextWidth.Of(before[length..]))));
            return;
        }

        // It goes over several rows: they are written again from where they begin.
        Show($"\u001b[{(width - 1) / columns}A\r\u001b[J{Prefix}{Line}");
    }

    private void Echo(string text)
    {
        if (!Hidden)
        {
            Show(text);
        }
    }

    private void Show(string text)
    {
        if (text.Length == 0)
        {
            return;
        }

        if (_actions is [.., { Key: EditorKey.Echo } last])
        {
            _actions[^1] = last with { Text = last.Text + text };
        }
        else
        {
            _actions.Add(new(EditorKey.Echo, text));
        }
    }
}
