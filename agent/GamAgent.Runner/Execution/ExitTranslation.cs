using GamAgent.Runner.Native;

namespace GamAgent.Runner.Execution;

/// <summary>What CliWrap's exit code says: death by signal n is 128 + n, and counts as that signal.</summary>
internal static class ExitTranslation
{
    private const int SignalBase = 128;

    /// <summary>Exit code or signal name, one of the two.</summary>
    internal static (int? ExitCode, string? Signal) Translate(int code) =>
        code > SignalBase && Signals.NameOf(code - SignalBase) is { } name ? (null, name) : (code, null);
}
