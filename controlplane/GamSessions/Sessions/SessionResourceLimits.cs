using System.Globalization;
using GamSessions.Options;
using k8s.Models;
using Microsoft.Extensions.Options;

namespace GamSessions.Sessions;

/// <summary>What a session may have of memory, processor and time: what its creator asked for, never more than the limits.</summary>
internal sealed class SessionResourceLimits(IOptions<GamSessionsOptions> options)
{
    private LimitOptions Limits => options.Value.Limits;

    /// <summary>Refuses what is over a limit.</summary>
    /// <exception cref="SessionRequestException">With the field at fault.</exception>
    public void Check(SessionConfig config)
    {
        if (Quantity(config.Resources?.Memory, "config.resources.memory") is { } memory && memory > Limits.Memory.Bytes)
        {
            throw OutOfRange("config.resources.memory", $"At most {Limits.Memory.Bytes} bytes of memory (GamSessions:Limits:Memory); ask for less.");
        }

        if (Quantity(config.Resources?.Cpu, "config.resources.cpu") is { } cpu && cpu > Quantity(Limits.Cpu, "Limits:Cpu"))
        {
            throw OutOfRange("config.resources.cpu", $"At most {Limits.Cpu} CPUs (GamSessions:Limits:Cpu); ask for less.");
        }

        CheckMinutes(config.IdleMinutes, Limits.IdleTimeout, "config.idleMinutes", "IdleTimeout");
        CheckMinutes(config.MaxMinutes, Limits.MaxLifetime, "config.maxMinutes", "MaxLifetime");
    }

    /// <summary>A session's memory, in bytes. Where its creator set none, the limit's own.</summary>
    public long MemoryBytes(SessionConfig config) =>
        Quantity(config.Resources?.Memory, "config.resources.memory") is { } asked ? (long)asked : Limits.Memory.Bytes;

    /// <summary>A session's processor time, in thousandths of a core.</summary>
    public int CpuMillis(SessionConfig config) => (int)((Quantity(config.Resources?.Cpu ?? Limits.Cpu, "config.resources.cpu") ?? 1) * 1000);

    /// <summary>How long a session may be idle; null for ever.</summary>
    public TimeSpan? IdleTimeout(SessionConfig config) => config.IdleMinutes is { } minutes ? TimeSpan.FromMinutes(minutes) : Limits.IdleTimeout;

    /// <summary>How long a session may live at first.</summary>
    public TimeSpan Lifetime(SessionConfig config) => config.MaxMinutes is { } minutes ? TimeSpan.FromMinutes(minutes) : Limits.MaxLifetime;

    private static void CheckMinutes(int? asked, TimeSpan? most, string field, string setting)
    {
        if (asked is { } minutes && (minutes < 1 || TimeSpan.FromMinutes(minutes) > most))
        {
            var range = most is { } limit ? string.Create(CultureInfo.InvariantCulture, $"from 1 to {limit.TotalMinutes:0.##}") : "at least 1";
            throw OutOfRange(field, $"Write {range} minutes (GamSessions:Limits:{setting}).");
        }
    }

    private static decimal? Quantity(string? text, string field)
    {
        if (text is null)
        {
            return null;
        }

        try
        {
            var value = new ResourceQuantity(text).ToDecimal();
            return value is > 0 and <= long.MaxValue ? value : throw OutOfRange(field, $"'{text}' is not more than nothing.");
        }
        catch (Exception e) when (e is FormatException or OverflowException or ArgumentException or IndexOutOfRangeException)
        {
            throw OutOfRange(field, $"'{text}' is no quantity; write for example 500m or 1 (cpu), 512Mi or 1Gi (memory).");
        }
    }

    private static SessionRequestException OutOfRange(string field, string message) => new("out-of-range", message, field);
}
