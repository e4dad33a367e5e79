using GamAgent.Protocol;

namespace GamAgent.Runner.Guards;

/// <summary>
/// Whether the kernel's memory killer was here during a command. It can be faster than the guard's look, and then a command seems to have died by
/// a signal that nobody sent.
/// </summary>
internal sealed class KernelKills(ContainerMemory? container)
{
    private readonly Lock _gate = new();
    private long? _before;

    /// <summary>A command begins: what was killed before isn't its own.</summary>
    internal void Mark()
    {
        lock (_gate)
        {
            _before = container?.ReadKills();
        }
    }

    /// <summary>The figures, if it has killed since the mark; its killing says that the limit was reached.</summary>
    internal MemoryFigures? Find()
    {
        if (container is null)
        {
            return null;
        }

        lock (_gate)
        {
            return container.ReadKills() is { } now && now > (_before ?? now) ? new MemoryFigures(container.Limit, container.Limit) : null;
        }
    }
}
