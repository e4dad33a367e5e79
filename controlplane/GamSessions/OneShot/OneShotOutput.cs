using System.Text;
using GamAgent.Protocol;

namespace GamSessions.OneShot;

/// <summary>What a one-shot command printed, up to a number of bytes in all; the rest is counted out.</summary>
internal sealed class OneShotOutput(long maxBytes)
{
    private readonly StringBuilder _stdout = new();
    private readonly StringBuilder _stderr = new();
    private long _left = maxBytes;

    /// <summary>Something is missing.</summary>
    public bool Truncated { get; set; }

    /// <summary>Standard output.</summary>
    public string Stdout => _stdout.ToString();

    /// <summary>Standard error.</summary>
    public string Stderr => _stderr.ToString();

    /// <summary>Adds a text as far as there is room; what follows one that did not fit is left out, so that nothing is missing in the middle.</summary>
    public void Add(OutputStream stream, string text)
    {
        if (Truncated)
        {
            return;
        }

        var target = stream is OutputStream.Stderr ? _stderr : _stdout;
        var bytes = Encoding.UTF8.GetByteCount(text);
        if (bytes <= _left)
        {
            target.Append(text);
            _left -= bytes;
            return;
        }

        Truncated = true;
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Utf8SequenceLength > _left)
            {
                return;
            }

            target.Append(rune.ToString());
            _left -= rune.Utf8SequenceLength;
        }
    }
}
