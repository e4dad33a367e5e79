using System.Text.Json;
using GamAgent.Protocol;
using GamSessions.Store;
using GamSessions.Store.Rows;

namespace GamSessions.Records.Audit;

/// <summary>The end of a command whose <c>exit</c> nobody saw: its agent, its pod or its host went away first.</summary>
internal static class MissingEnd
{
    /// <summary>Why a command must have ended when its session did, or another pod took its place.</summary>
    public static ExitReason Of(EndReason reason) => reason is EndReason.PodLost ? ExitReason.PodLost : ExitReason.SessionEnded;

    /// <summary>As the audit has it.</summary>
    public static CommandEnding Ending(ExitReason reason, DateTimeOffset at, CommandTally? tally) => new(
        at,
        null,
        reason.ToWireName(),
        Class(reason).ToWireName(),
        Meaning(reason),
        tally?.Bytes ?? 0,
        tally?.Sha256());

    /// <summary>As the transcript has it: an <c>exit</c> like any other, but without a number, since no journal has it.</summary>
    public static byte[] Line(CommandRow row, ExitReason reason, DateTimeOffset at, CommandTally? tally)
    {
        var exit = new ExitData
        {
            Id = row.CommandId ?? "",
            Reason = reason,
            Class = Class(reason),
            Meaning = Meaning(reason),
            DurationMs = Math.Max(0, (long)(at - row.StartedAt).TotalMilliseconds),
            OutputBytes = tally?.Bytes ?? 0,
        };
        var line = new EventEnvelope { Event = EventNames.Exit, At = at, Data = JsonSerializer.SerializeToElement(exit, EventJson.Default.ExitData) };
        return JsonSerializer.SerializeToUtf8Bytes(line, EventJson.Default.EventEnvelope);
    }

    private static ExitClass Class(ExitReason reason) => reason is ExitReason.SessionEnded ? ExitClass.Cancelled : ExitClass.Error;

    private static string Meaning(ExitReason reason) => reason is ExitReason.PodLost
        ? "The session's pod went away while it ran; how far it got is not known."
        : "The session ended while it ran; how far it got is not known.";
}
