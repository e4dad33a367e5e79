using GamAgent.Runner.Terminals;

namespace GamAgent.Runner.Execution;

/// <summary>Recognises how GAM ends at a prompt when its standard input has ended: code 1, and a Python traceback with this last line.</summary>
internal static class ClosedPrompt
{
    /// <summary>The code that it then ends with.</summary>
    internal const int ExitCode = 1;

    private const int TailBytes = 256;

    /// <summary>Whether the stream ends with it.</summary>
    internal static bool IsIn(OutputWindow stderr)
    {
        var tail = stderr.Tail(TailBytes).AsSpan().TrimEnd("\r\n"u8);
        var line = tail[(tail.LastIndexOf((byte)'\n') + 1)..];
        return line.StartsWith("EOFError"u8) || line.StartsWith("RuntimeError: input(): lost sys.stdin"u8);
    }
}
