namespace TestKit;

/// <summary>The two forms of an agent program, for theories that run in both.</summary>
public enum ProgramForm
{
    /// <summary>The build output, run by the .NET runtime.</summary>
    Jit,

    /// <summary>Published as a native executable.</summary>
    Aot,
}
