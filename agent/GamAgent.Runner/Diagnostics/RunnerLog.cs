using System.Globalization;
using System.Text;
using GamAgent.Runner.Native;

namespace GamAgent.Runner.Diagnostics;

/// <summary>
/// The runner's log: one line on standard error for each event: time, level, stable event id, name, details. Never arguments, output or
/// tokens. The logging library is not used, since a static program that stays below 5 MB has no room for it.
/// </summary>
internal sealed unsafe class RunnerLog(TimeProvider time)
{
    private readonly Lock _gate = new();

    internal void Information(RunnerEvent id, string details) => Write("info", id, details);

    internal void Warning(RunnerEvent id, string details) => Write("warn", id, details);

    internal void Error(RunnerEvent id, string details) => Write("fail", id, details);

    private void Write(string level, RunnerEvent id, string details)
    {
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"{time.GetUtcNow():yyyy-MM-ddTHH:mm:ss.fffZ} {level} {(int)id} {id} {details.ReplaceLineEndings(" ")}\n");
        var bytes = Encoding.UTF8.GetBytes(line);
        lock (_gate)
        {
            fixed (byte* first = bytes)
            {
                // Nobody to tell when the log itself can't be written.
                _ = Libc.Write(2, first, (nuint)bytes.Length);
            }
        }
    }
}
