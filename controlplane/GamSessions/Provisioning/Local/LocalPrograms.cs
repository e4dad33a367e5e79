using GamSessions.Options;
using Microsoft.Extensions.Options;

namespace GamSessions.Provisioning.Local;

/// <summary>Finds the programs that local sessions consist of, and the <c>gam</c> that they run.</summary>
internal sealed class LocalPrograms(IOptions<GamSessionsOptions> options)
{
    private static string BesideHost => AppContext.BaseDirectory;

    /// <summary>The folder of the two agent programs.</summary>
    public string AgentFolder => options.Value.Local.AgentFolder is { Length: > 0 } folder ? Path.GetFullPath(folder) : Path.Combine(BesideHost, "agent");

    /// <summary>The agent.</summary>
    public string Agent => Path.Combine(AgentFolder, "gam-agent");

    /// <summary>The runner.</summary>
    public string Runner => Path.Combine(AgentFolder, "gam-agent-runner");

    /// <summary>The folder with the credentials that each session gets a copy of, or null.</summary>
    public string? ConfigFolder
    {
        get
        {
            var named = options.Value.Local.ConfigFolder ?? Environment.GetEnvironmentVariable("GAMCFGDIR");
            if (!string.IsNullOrWhiteSpace(named))
            {
                return Path.GetFullPath(named);
            }

            var home = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".gam");
            return Directory.Exists(home) ? home : null;
        }
    }

    /// <summary>The <c>gam</c> to run: the setting, <c>GAM_PATH</c>, PATH, the stand-in. What was named and isn't there is never replaced by another.</summary>
    public GamProgram FindGam()
    {
        if (options.Value.Local.GamPath is { Length: > 0 } setting)
        {
            return Named(setting, "GamSessions:Local:GamPath");
        }

        if (Environment.GetEnvironmentVariable("GAM_PATH") is { Length: > 0 } variable)
        {
            return Named(variable, "GAM_PATH");
        }

        if (OnPath("gam") is { } found)
        {
            return new GamProgram(found, "PATH", IsThere: true, IsStandIn: false);
        }

        var standIn = Path.Combine(BesideHost, "stand-in", "gam");
        return new GamProgram(standIn, "the stand-in", IsExecutable(standIn), IsStandIn: true);
    }

    /// <summary>What is missing to run sessions at all, or null.</summary>
    public string? Problem() => new[] { Agent, Runner }.FirstOrDefault(program => !IsExecutable(program)) is { } missing
        ? $"{missing} is not there or not executable; build the agent programs, or name their folder in GamSessions:Local:AgentFolder."
        : null;

    private static GamProgram Named(string text, string source)
    {
        if (!text.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            var found = OnPath(text);
            return new GamProgram(found ?? text, source, found is not null, IsStandIn: false);
        }

        var path = Path.GetFullPath(text);
        return new GamProgram(path, source, IsExecutable(path), IsStandIn: false);
    }

    private static string? OnPath(string name) => (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .Select(folder => Path.Combine(folder, name))
        .FirstOrDefault(IsExecutable);

    private static bool IsExecutable(string path)
    {
        const UnixFileMode any = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        return OperatingSystem.IsLinux() && File.Exists(path) && (File.GetUnixFileMode(path) & any) != 0;
    }
}

/// <summary>The <c>gam</c> that local sessions run.</summary>
/// <param name="Path">Its path, or the name that was not found.</param>
/// <param name="Source">What named it.</param>
/// <param name="IsThere">Whether it is there and executable.</param>
/// <param name="IsStandIn">Whether it is the stand-in.</param>
internal sealed record GamProgram(string Path, string Source, bool IsThere, bool IsStandIn);
