namespace GamSessions.Options;

/// <summary>All limits. Durations as <c>00:00:20</c>, sizes in bytes or as <c>64Mi</c>.</summary>
public sealed class LimitOptions
{
    /// <summary>Default 30 min; null for none.</summary>
    public TimeSpan? IdleTimeout { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>Default 8 h.</summary>
    public TimeSpan MaxLifetime { get; set; } = TimeSpan.FromHours(8);

    /// <summary>How long before an end clients get <c>closing</c>; default 1 min.</summary>
    public TimeSpan ClosingLead { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a command may wait at a prompt; default 15 min; null for no limit.</summary>
    public TimeSpan? PromptTimeout { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>The longest run of a command; null (the default) for no limit.</summary>
    public TimeSpan? CommandTimeout { get; set; }

    /// <summary>How long a session may be starting; default 2 min.</summary>
    public TimeSpan StartDeadline { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>Default 30 s.</summary>
    public TimeSpan UnschedulableAfter { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>A session token's life; default 10 min, which is also the most.</summary>
    public TimeSpan TokenLifetime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How far apart clocks may be; default 1 min.</summary>
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Between two pings of a websocket; default 20 s.</summary>
    public TimeSpan PingInterval { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a silent peer is kept; default 45 s.</summary>
    public TimeSpan PingTimeout { get; set; } = TimeSpan.FromSeconds(45);

    /// <summary>How long a client may not read, then 4408; default 30 s.</summary>
    public TimeSpan StallTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>After INT; default 4 s.</summary>
    public TimeSpan InterruptWait { get; set; } = TimeSpan.FromSeconds(4);

    /// <summary>After TERM; default 4 s.</summary>
    public TimeSpan TerminateWait { get; set; } = TimeSpan.FromSeconds(4);

    /// <summary>For the last output; default 2 s.</summary>
    public TimeSpan DrainWait { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Live sessions of one owner; default 10.</summary>
    public int MaxSessionsPerOwner { get; set; } = 10;

    /// <summary>Live sessions in all; default 100.</summary>
    public int MaxSessions { get; set; } = 100;

    /// <summary>How long ended sessions are kept; default 30 days.</summary>
    public TimeSpan EndedRetention { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Websockets on one session; default 16.</summary>
    public int MaxConnectionsPerSession { get; set; } = 16;

    /// <summary>Frames a second from one websocket; default 20.</summary>
    public int FramesPerSecond { get; set; } = 20;

    /// <summary>Frames at once from one websocket; default 100.</summary>
    public int FrameBurst { get; set; } = 100;

    /// <summary>The largest frame; default 64Ki.</summary>
    public ByteSize MaxFrameBytes { get; set; } = ByteSize.FromKibibytes(64);

    /// <summary>The longest command line; default 32Ki.</summary>
    public ByteSize MaxCommandBytes { get; set; } = ByteSize.FromKibibytes(32);

    /// <summary>The longest name of a session, in characters; default 100.</summary>
    public int MaxNameLength { get; set; } = 100;

    /// <summary>Input not yet taken by a command; default 1Mi.</summary>
    public ByteSize StdinBufferBytes { get; set; } = ByteSize.FromMebibytes(1);

    /// <summary>Commands that may wait; default 8.</summary>
    public int QueueLength { get; set; } = 8;

    /// <summary>The journal's files; default 64Mi.</summary>
    public ByteSize JournalBytes { get; set; } = ByteSize.FromMebibytes(64);

    /// <summary>The journal's tail in memory; default 4Mi.</summary>
    public ByteSize JournalMemoryBytes { get; set; } = ByteSize.FromMebibytes(4);

    /// <summary>What a one-shot command may answer; default 8Mi.</summary>
    public ByteSize OneShotOutputBytes { get; set; } = ByteSize.FromMebibytes(8);

    /// <summary>A session's memory; default 1Gi.</summary>
    public ByteSize Memory { get; set; } = ByteSize.FromMebibytes(1024);

    /// <summary>What the runner keeps free of it; default 64Mi.</summary>
    public ByteSize MemoryReserve { get; set; } = ByteSize.FromMebibytes(64);

    /// <summary>A session's CPU, a Kubernetes quantity; default 1.</summary>
    public string Cpu { get; set; } = "1";

    /// <summary>The work folder; default 1Gi.</summary>
    public ByteSize WorkFolderBytes { get; set; } = ByteSize.FromMebibytes(1024);

    /// <summary>Creates a minute of one owner; default 30.</summary>
    public int CreatesPerMinute { get; set; } = 30;
}
