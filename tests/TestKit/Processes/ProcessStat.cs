namespace TestKit;

/// <summary>A process's entry in the table.</summary>
/// <param name="State">The kernel's letter: R, S, D, Z, T …</param>
/// <param name="Parent">The parent's pid.</param>
/// <param name="Group">The process group.</param>
/// <param name="Session">The session.</param>
public sealed record ProcessStat(char State, int Parent, int Group, int Session);
