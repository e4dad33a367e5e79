using System.Text.Json;

namespace GamAgent.Protocol;

/// <summary>Any event as it stands in a frame, for those who read them. <c>data</c> is read further with <see cref="EventJson"/>.</summary>
public sealed record EventEnvelope
{
    /// <summary>The event's name, one of <see cref="EventNames"/>.</summary>
    public required string Event { get; init; }

    /// <summary>The sequence number of a journal event.</summary>
    public long? Seq { get; init; }

    /// <summary>When a journal event was written.</summary>
    public DateTimeOffset? At { get; init; }

    /// <summary>The event's data: an object, and text for <c>output</c>.</summary>
    public JsonElement Data { get; init; }

    /// <summary>For <c>output</c>, the stream.</summary>
    public OutputStream? Stream { get; init; }

    /// <summary>For <c>output</c>, the command.</summary>
    public string? Id { get; init; }

    /// <summary>For <c>output</c>: some bytes were not UTF-8 and stand as U+FFFD.</summary>
    public bool? Lossy { get; init; }

    /// <summary>For <c>output</c>: a secret was replaced.</summary>
    public bool? Redacted { get; init; }
}
