using System.Globalization;

namespace GamAgent.Runner.Settings;

/// <summary>
/// Reads settings from variables and gathers every error. The configuration library isn't used, since the static program has no room for
/// it. A variable that is empty counts as not set.
/// </summary>
internal sealed class SettingsReader(Func<string, string?> read)
{
    private readonly List<string> _errors = [];

    /// <summary>What was wrong, one sentence each, with what to do.</summary>
    internal IReadOnlyList<string> Errors => _errors;

    /// <summary>Adds an error about a variable.</summary>
    internal void Reject(string name, string problem) => _errors.Add($"{name} {problem}");

    /// <summary>A text, or null.</summary>
    internal string? Optional(string name) => read(name) is { Length: > 0 } value ? value : null;

    /// <summary>A text that must be there.</summary>
    internal string Required(string name, string what)
    {
        if (Optional(name) is { } value)
        {
            return value;
        }

        Reject(name, $"is not set; set it to {what}.");
        return "";
    }

    /// <summary>A path, made absolute.</summary>
    internal string RequiredPath(string name, string what) =>
        Required(name, what) is { Length: > 0 } value ? Path.GetFullPath(value) : "";

    /// <summary>A duration as <c>00:00:04</c>, from 0 to the most.</summary>
    internal TimeSpan Duration(string name, TimeSpan otherwise, TimeSpan most)
    {
        if (Optional(name) is not { } text)
        {
            return otherwise;
        }

        if (TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var value) && text.Contains(':') && value >= TimeSpan.Zero && value <= most)
        {
            return value;
        }

        Reject(name, $"is not a duration from 00:00:00 to {most}; write 4 seconds as 00:00:04.");
        return otherwise;
    }

    /// <summary>A number of bytes, from a least one.</summary>
    internal long Bytes(string name, long otherwise, long least)
    {
        if (Optional(name) is not { } text)
        {
            return otherwise;
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least)
        {
            return value;
        }

        Reject(name, $"is not a number of bytes of {least} or more; write 64 MiB as 67108864.");
        return otherwise;
    }

    /// <summary><c>true</c> or <c>false</c>.</summary>
    internal bool Flag(string name)
    {
        if (Optional(name) is not { } text)
        {
            return false;
        }

        if (bool.TryParse(text, out var value))
        {
            return value;
        }

        Reject(name, "is neither true nor false.");
        return false;
    }

    /// <summary>Words separated by commas.</summary>
    internal IReadOnlyList<string> List(string name) =>
        Optional(name)?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
}
