using System.Globalization;

namespace StandInGam.Running;

/// <summary>The arguments with a place to read on from. Keywords are compared without case and without <c>_</c>.</summary>
internal sealed class CommandLine(IReadOnlyList<string> args)
{
    public IReadOnlyList<string> Args { get; } = args;

    public int Position { get; private set; }

    public bool AtEnd => Position >= Args.Count;

    public string? Peek(int ahead = 0) => Position + ahead < Args.Count ? Args[Position + ahead] : null;

    public static string Keyword(string word) => word.Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();

    /// <summary>How an argument stands in GAM's own lines: quoted when it is empty or has a space, comma or apostrophe; nothing is escaped.</summary>
    public static string Show(string arg) => arg.Length == 0 || arg.AsSpan().ContainsAny(' ', ',', '\'') ? $"\"{arg}\"" : arg;

    public void Skip(int count) => Position += count;

    public string Next(string expected) =>
        AtEnd ? throw new UsageException(Args.Count, $"Missing argument: Expected <{expected}>") : Args[Position++];

    public int NextNumber(string expected, int least = 0) =>
        int.TryParse(Next(expected), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least
            ? number
            : throw new UsageException(Position - 1, $"Invalid argument: Expected <{expected}>");

    public bool TryTake(string keyword)
    {
        if (AtEnd || Keyword(Args[Position]) != Keyword(keyword))
        {
            return false;
        }

        Position++;
        return true;
    }

    /// <summary>Everything that is left.</summary>
    public IReadOnlyList<string> Rest()
    {
        var rest = Args.Skip(Position).ToArray();
        Position = Args.Count;
        return rest;
    }

    /// <summary>Nothing may be left.</summary>
    public void End()
    {
        if (!AtEnd)
        {
            throw new UsageException(Position, "Invalid argument");
        }
    }
}
