namespace GamAgent.Runner.Credentials;

/// <summary>What a line of a configuration file is to Python's configparser.</summary>
internal enum CfgLineKind
{
    /// <summary>Blank, or a comment.</summary>
    Nothing,

    /// <summary><c>[name]</c>.</summary>
    Section,

    /// <summary><c>key = value</c>.</summary>
    Option,

    /// <summary>More of the value above.</summary>
    Continuation,

    /// <summary>None of these: an error to configparser, and left alone.</summary>
    Unknown,
}

/// <summary>One line of a configuration file.</summary>
/// <param name="Text">As it stands, its line end included.</param>
/// <param name="Kind">What it is.</param>
/// <param name="Name">The name of a section as it stands, or of an option in lower case; of a continuation, the option that it belongs to.</param>
/// <param name="Section">The section that it stands in.</param>
internal sealed record CfgLine(string Text, CfgLineKind Kind, string? Name, string? Section)
{
    /// <summary>The white space at its beginning.</summary>
    internal string Indent => Text[..CfgText.IndentOf(Text)];

    /// <summary>Its line end; none on a last line without one.</summary>
    internal string LineEnd => Text[Text.AsSpan().TrimEnd("\r\n").Length..];
}
