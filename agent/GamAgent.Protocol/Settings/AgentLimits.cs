namespace GamAgent.Protocol.Settings;

/// <summary>The limits that an agent keeps; the control plane passes its own <c>Limits</c> of the same names.</summary>
public sealed record AgentLimits
{
    /// <summary>Default 16.</summary>
    public int MaxConnectionsPerSession { get; init; } = 16;

    /// <summary>Frames a second that a client may send, on average; default 20.</summary>
    public int FramesPerSecond { get; init; } = 20;

    /// <summary>Frames that a client may send at once; default 100.</summary>
    public int FrameBurst { get; init; } = 100;

    /// <summary>The largest frame from a client, in bytes; default 64 KiB.</summary>
    public int MaxFrameBytes { get; init; } = 64 * 1024;

    /// <summary>The longest command (line, or arguments together), in bytes; default 32 KiB.</summary>
    public int MaxCommandBytes { get; init; } = 32 * 1024;

    /// <summary>Input sent and not yet taken by the child, in bytes; default 1 MiB.</summary>
    public int StdinBufferBytes { get; init; } = 1024 * 1024;

    /// <summary>Commands that may wait; default 8.</summary>
    public int QueueLength { get; init; } = 8;

    /// <summary>The journal's files, in bytes; default 64 MiB.</summary>
    public long JournalBytes { get; init; } = 64L * 1024 * 1024;

    /// <summary>The journal's tail in memory, in bytes; default 4 MiB.</summary>
    public long JournalMemoryBytes { get; init; } = 4L * 1024 * 1024;

    /// <summary>Between two pings; default 20 s.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a silent peer is kept; default 45 s.</summary>
    public TimeSpan PingTimeout { get; init; } = TimeSpan.FromSeconds(45);

    /// <summary>How long one send may take before the client is dropped with 4408; default 30 s.</summary>
    public TimeSpan StallTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a command may wait at a prompt; default 15 min.</summary>
    public TimeSpan PromptTimeout { get; init; } = TimeSpan.FromMinutes(15);

    /// <summary>The longest run of a command; null (the default) for none.</summary>
    public TimeSpan? CommandTimeout { get; init; }

    /// <summary>How far apart clocks may be; default 1 min.</summary>
    public TimeSpan ClockSkew { get; init; } = TimeSpan.FromMinutes(1);
}
