using GamAgent.Protocol;

namespace GamAgent.Runner.Execution;

/// <summary>That a command shall end, and what its exit will say. The first one counts.</summary>
/// <param name="Reason">The exit's reason.</param>
/// <param name="Limit">For time-outs, which limit.</param>
/// <param name="Memory">For memory, the figures.</param>
/// <param name="AtOnce">KILL straight away, for what can't wait: memory and disk.</param>
internal sealed record CommandEndRequest(ExitReason Reason, string? Limit = null, MemoryFigures? Memory = null, bool AtOnce = false)
{
    /// <summary>Too much memory was used.</summary>
    internal static CommandEndRequest OutOfMemory(MemoryFigures figures) => new(ExitReason.OutOfMemory, Memory: figures, AtOnce: true);
}
