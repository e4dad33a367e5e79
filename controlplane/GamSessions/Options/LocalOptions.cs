namespace GamSessions.Options;

/// <summary>The local engine.</summary>
public sealed class LocalOptions
{
    /// <summary>The credentials that every session gets a copy of; default <c>GAMCFGDIR</c>, else <c>~/.gam</c>, if there.</summary>
    /// <remarks>Range: a folder, or nothing.</remarks>
    public string? ConfigFolder { get; set; }

    /// <summary>The program to run; default <c>GAM_PATH</c>, else <c>gam</c> on PATH, else the stand-in.</summary>
    /// <remarks>Range: a program, or nothing.</remarks>
    public string? GamPath { get; set; }

    /// <summary>The folder with <c>gam-agent</c> and <c>gam-agent-runner</c>; default <c>agent</c> beside the host.</summary>
    /// <remarks>Range: a folder, or nothing.</remarks>
    public string? AgentFolder { get; set; }
}
