using System.Globalization;
using GamSessions.Options;
using Microsoft.Extensions.Options;

namespace GamSessions.Sessions;

/// <summary>What a session may have of memory, processor and time: what its creator asked for, never more than the limits.</summary>
internal sealed class SessionResourceLimits(IOptions<GamSessionsOptions> options)
{
    private LimitOptions Limits => options.Value.Limits;

    // What is no quantity was refused at start.
    private int LimitMillis => KubernetesQuantity.TryParseCpuMillis(Limits.Cpu, out var millis) ? millis : int.MaxValue;

    /// <summary>Refuses what is over a limit.</summary>
    /// <exception cref="SessionRequestException">With the field at fault.</exception>
    public void Check(SessionConfig config)
    {
        if (Memory(config) is { } memory && memory > Limits.Memory.Bytes)
        {
            throw OutOfRange("config.resources.memory", $"At most {Limits.Memory.Bytes} bytes of memory (GamSessions:Limits:Memory); ask for less.");
        }

        if (Cpu(config) is { } cpu && cpu > LimitMillis)
        {
            throw OutOfRange("config.resources.cpu", $"At most {Limits.Cpu} CPUs (GamSessions:Limits:Cpu); ask for less.");
        }

        CheckMinutes(config.IdleMinutes, Limits.IdleTimeout, "config.idleMinutes", "IdleTimeout");
        CheckMinutes(config.MaxMinutes, Limits.MaxLifetime, "config.maxMinutes", "MaxLifetime");
    }

    /// <summary>A session's memory, in bytes. Where its creator set none, the limit's own.</summary>
    public long MemoryBytes(SessionConfig config) =>
        Memory(config) ?? Limits.Memory.Bytes;

    /// <summary>A session's processor time, in thousandths of a core.</summary>
    public int CpuMillis(SessionConfig config) => Cpu(config) ?? LimitMillis;

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

    private static long? Memory(SessionConfig config) => config.Resources?.Memory is not { } text
        ? null
        : KubernetesQuantity.TryParseBytes(text, out var bytes)
            ? bytes
            : throw OutOfRange("config.resources.memory", $"'{text}' is no quantity more than zero; write for example 512Mi or 1Gi.");

    private static int? Cpu(SessionConfig config) => config.Resources?.Cpu is not { } text
        ? null
        : KubernetesQuantity.TryParseCpuMillis(text, out var millis)
            ? millis
            : throw OutOfRange("config.resources.cpu", $"'{text}' is no quantity more than zero; write for example 500m or 1.");

    private static SessionRequestException OutOfRange(string field, string message) => new("out-of-range", message, field);
}
