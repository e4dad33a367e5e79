namespace PulumiAutomation.Commands;

/// <summary>What a finished call of the CLI left.</summary>
/// <param name="ExitCode">Its exit code; 128 + n when signal n ended it.</param>
/// <param name="StandardOutput">What it printed, the end of it when it was much; secrets masked.</param>
/// <param name="StandardError">The same of standard error.</param>
/// <param name="ProcessId">The process id it had.</param>
internal sealed record CommandResult(int ExitCode, string StandardOutput, string StandardError, int ProcessId);
