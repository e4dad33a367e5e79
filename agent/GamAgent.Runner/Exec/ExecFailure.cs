using System.Globalization;
using System.Text;

namespace GamAgent.Runner.Exec;

/// <summary>Why the trampoline could not become the command, as it tells the runner over its standard error pipe: one line.</summary>
/// <param name="Exists">The program is there, and yet can't be executed.</param>
/// <param name="Error">The errno.</param>
internal sealed record ExecFailure(bool Exists, int Error)
{
    private const string Word = "gam-agent-runner-exec-failed";

    /// <summary>The line that says so.</summary>
    internal byte[] ToLine() =>
        Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{Word} {(Exists ? 1 : 0)} {Error}\n"));

    /// <summary>What such a line says, or null when the text is anything else.</summary>
    internal static ExecFailure? Parse(string text)
    {
        var parts = text.Split(' ', '\n');
        return parts.Length >= 3 && parts[0] == Word && int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var error)
            ? new ExecFailure(parts[1] == "1", error)
            : null;
    }
}
