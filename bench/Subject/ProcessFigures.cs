using System.Globalization;

namespace Bench.Subject;

/// <summary>What /proc says of a process.</summary>
internal sealed class ProcessFigures(int pid)
{
    private const double TicksPerSecond = 100;

    /// <summary>Resident now, in bytes.</summary>
    public long Resident => Status("VmRSS:");

    /// <summary>The most that was ever resident, in bytes.</summary>
    public long Peak => Status("VmHWM:");

    /// <summary>Processor time of all its threads so far.</summary>
    public TimeSpan Processor
    {
        get
        {
            var stat = File.ReadAllText($"/proc/{pid}/stat");
            var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
            var ticks = long.Parse(fields[11], CultureInfo.InvariantCulture) + long.Parse(fields[12], CultureInfo.InvariantCulture);
            return TimeSpan.FromSeconds(ticks / TicksPerSecond);
        }
    }

    private long Status(string name)
    {
        var line = File.ReadLines($"/proc/{pid}/status").First(l => l.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2].Split('\t')[^1], CultureInfo.InvariantCulture) * 1024;
    }
}
