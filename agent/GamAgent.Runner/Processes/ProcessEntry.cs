namespace GamAgent.Runner.Processes;

/// <summary>A process as /proc shows it.</summary>
/// <param name="Pid">Its id.</param>
/// <param name="Parent">Its parent's id.</param>
/// <param name="State">The kernel's letter: R, S, D, Z and so on.</param>
internal readonly record struct ProcessEntry(int Pid, int Parent, char State)
{
    /// <summary>It has ended and only waits to be reaped.</summary>
    internal bool IsDead => State is 'Z' or 'X';
}
