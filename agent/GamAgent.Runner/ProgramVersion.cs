using System.Reflection;

namespace GamAgent.Runner;

/// <summary>This program's version.</summary>
internal static class ProgramVersion
{
    /// <summary>As text, without build metadata.</summary>
    internal static string Text { get; } =
        typeof(ProgramVersion).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0";
}
