using GamAgent.Protocol;
using GamAgent.Runner.Terminals;

namespace GamAgent.Runner.Execution;

/// <summary>
/// Both windows of a command: at most 1 MiB together waits for the agent. Each has its half for itself, so that a flood on one stream never holds
/// up the other.
/// </summary>
internal sealed class CommandOutput(byte[] stdoutRing, byte[] stderrRing)
{
    /// <summary>Of each stream, in bytes.</summary>
    internal const int WindowBytes = 512 * 1024;

    /// <summary>Standard output.</summary>
    internal OutputWindow Stdout { get; } = new(stdoutRing);

    /// <summary>Standard error.</summary>
    internal OutputWindow Stderr { get; } = new(stderrRing);

    /// <summary>One of them waits for the agent.</summary>
    internal bool IsFull => Stdout.IsFull || Stderr.IsFull;

    /// <summary>The window of a stream.</summary>
    internal OutputWindow this[OutputStream stream] => stream == OutputStream.Stdout ? Stdout : Stderr;
}
