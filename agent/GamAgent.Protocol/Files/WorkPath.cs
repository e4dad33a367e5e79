using System.Text;

namespace GamAgent.Protocol.Files;

/// <summary>
/// A path of a file in the work folder, as it may come from outside: relative, of ordinary names, of bounded length. What leads out of the
/// folder by its words alone is none; what leads out by links is found out where the folder is.
/// </summary>
public sealed record WorkPath
{
    /// <summary>The longest path, in bytes.</summary>
    public const int MostBytes = 1024;

    /// <summary>The longest name, in bytes: what file systems allow.</summary>
    public const int MostNameBytes = 255;

    /// <summary>The most names in a path.</summary>
    public const int MostNames = 32;

    /// <summary>A folder at the work folder's root where uploads stand until they are whole; nobody else's.</summary>
    public const string PartFolder = ".gam-sessions-part";

    private static readonly UTF8Encoding Strict = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private WorkPath(string text, IReadOnlyList<string> names) => (Text, Names) = (text, names);

    /// <summary>The path, with slashes.</summary>
    public string Text { get; }

    /// <summary>Its names, at least one.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Reads a path.</summary>
    /// <param name="text">Names with slashes between them.</param>
    /// <param name="problem">What is wrong, as the end of a sentence that begins with "path"; null when nothing is.</param>
    /// <returns>Null when it is none.</returns>
    public static WorkPath? Parse(string text, out string? problem) => Parse(text.Split('/'), out problem);

    /// <summary>The same of its names, each as it is.</summary>
    public static WorkPath? Parse(IReadOnlyList<string> names, out string? problem)
    {
        var text = string.Join('/', names);
        problem = Problem(text, names);
        return problem is null ? new WorkPath(text, names) : null;
    }

    /// <summary>Whether a name can be part of a path.</summary>
    public static bool IsName(string name) => NameProblem(name) is null;

    private static string? Problem(string text, IReadOnlyList<string> names)
    {
        if (text.Length == 0)
        {
            return "is empty; name a file.";
        }

        if (text[0] == '/')
        {
            return "begins with a slash; paths are relative to the work folder.";
        }

        if (names.Count > MostNames)
        {
            return $"has more than {MostNames} names.";
        }

        if (names.Select(NameProblem).FirstOrDefault(wrong => wrong is not null) is { } problem)
        {
            return problem;
        }

        return Encoding.UTF8.GetByteCount(text) > MostBytes ? $"has more than {MostBytes} bytes."
            : names[0] == PartFolder ? $"begins with {PartFolder}, which is not for files of yours."
            : null;
    }

    private static string? NameProblem(string name)
    {
        if (name.Length == 0)
        {
            return "holds an empty name; write one slash between names and none at the end.";
        }

        if (name is "." or "..")
        {
            return "holds '.' or '..'; write the path itself.";
        }

        // A slash can come here percent-encoded, inside a name.
        if (name.Any(c => char.IsControl(c) || c == '/'))
        {
            return "holds a control character, or a slash inside a name.";
        }

        try
        {
            return Strict.GetByteCount(name) > MostNameBytes ? $"holds a name of more than {MostNameBytes} bytes." : null;
        }
        catch (EncoderFallbackException)
        {
            return "is not valid Unicode.";
        }
    }
}
