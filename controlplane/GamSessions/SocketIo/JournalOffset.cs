using System.Globalization;

namespace GamSessions.SocketIo;

/// <summary>A place in a session's journal, as clients remember it: <c>epoch:seq</c>.</summary>
internal readonly record struct JournalOffset(string Epoch, long Seq)
{
    private const int LongestEpoch = 64;

    /// <summary>Reads one; null when it is none.</summary>
    public static JournalOffset? Parse(string? text)
    {
        var colon = text?.IndexOf(':', StringComparison.Ordinal) ?? -1;
        return colon is > 0 and <= LongestEpoch
            && IsEpoch(text![..colon])
            && long.TryParse(text.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var seq)
                ? new JournalOffset(text[..colon], seq)
                : null;
    }

    /// <summary>Whether a text may be the name of a journal.</summary>
    public static bool IsEpoch(string text) => text.Length is > 0 and <= LongestEpoch && text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Epoch}:{Seq}");
}
