namespace GamAgent.Runner.Verbs;

/// <summary>The program's own exit codes.</summary>
internal static class ExitCodes
{
    internal const int Ok = 0;
    internal const int Failed = 1;
    internal const int Usage = 2;
}
