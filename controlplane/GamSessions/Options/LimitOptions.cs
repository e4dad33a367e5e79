namespace GamSessions.Options;

/// <summary>All limits. Durations as <c>00:00:20</c>, sizes in bytes or as <c>64Mi</c>.</summary>
public sealed class LimitOptions
{
    /// <summary>How long a session may be unused (no command runs, no input comes) before it ends; default 30 min; null for no limit.</summary>
    /// <remarks>Range: 00:00:01 to 365.00:00:00, or nothing for no limit.</remarks>
    public TimeSpan? IdleTimeout { get; set; } = TimeSpan.FromMinutes(30);

    /// <summary>How long a session may live in all; default 8 h.</summary>
    /// <remarks>Range: 00:00:01 to 365.00:00:00.</remarks>
    public TimeSpan MaxLifetime { get; set; } = TimeSpan.FromHours(8);

    /// <summary>How long before an end clients get <c>closing</c>; default 1 min.</summary>
    /// <remarks>Range: 00:00:00 to 01:00:00.</remarks>
    public TimeSpan ClosingLead { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a command may wait at a prompt; default 15 min; null for no limit.</summary>
    /// <remarks>Range: 00:00:01 to 365.00:00:00, or nothing for no limit.</remarks>
    public TimeSpan? PromptTimeout { get; set; } = TimeSpan.FromMinutes(15);

    /// <summary>How long a command may run; null (the default) for no limit.</summary>
    /// <remarks>Range: 00:00:01 to 365.00:00:00, or nothing for no limit.</remarks>
    public TimeSpan? CommandTimeout { get; set; }

    /// <summary>How long a session may be starting; default 2 min.</summary>
    /// <remarks>Range: 00:00:01 to 01:00:00.</remarks>
    public TimeSpan StartDeadline { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How long a cluster may find no node for a session; default 30 s. Without effect locally.</summary>
    /// <remarks>Range: 00:00:01 to 01:00:00.</remarks>
    public TimeSpan UnschedulableAfter { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>A session token's life; default 10 min, which is also the most.</summary>
    /// <remarks>Range: 00:00:01 to 00:10:00.</remarks>
    public TimeSpan TokenLifetime { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>How far apart clocks may be; default 1 min.</summary>
    /// <remarks>Range: 00:00:00 to 00:05:00.</remarks>
    public TimeSpan ClockSkew { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>Between two pings of a websocket; default 20 s.</summary>
    /// <remarks>Range: 00:00:01 to 01:00:00.</remarks>
    public TimeSpan PingInterval { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a silent peer is kept; default 45 s.</summary>
    /// <remarks>Range: 00:00:01 to 01:00:00.</remarks>
    public TimeSpan PingTimeout { get; set; } = TimeSpan.FromSeconds(45);

    /// <summary>How long a client may not read, then 4408; default 30 s.</summary>
    /// <remarks>Range: 00:00:01 to 01:00:00.</remarks>
    public TimeSpan StallTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long after the loss of its connection a Socket.IO client is taken back as it was; default 2 min.</summary>
    /// <remarks>Range: 00:00:01 to 01:00:00.</remarks>
    public TimeSpan RecoveryWindow { get; set; } = TimeSpan.FromMinutes(2);

    /// <summary>How long a cancelled command has after SIGINT; default 4 s; 0 for none.</summary>
    /// <remarks>Range: 00:00:00 to 00:00:25.</remarks>
    public TimeSpan InterruptWait { get; set; } = TimeSpan.FromSeconds(4);

    /// <summary>How long it has after SIGTERM; default 4 s; 0 for none.</summary>
    /// <remarks>Range: 00:00:00 to 00:00:25.</remarks>
    public TimeSpan TerminateWait { get; set; } = TimeSpan.FromSeconds(4);

    /// <summary>How long the last output of a command is waited for when something holds its terminal open; default 2 s; 0 for none.</summary>
    /// <remarks>Range: 00:00:00 to 00:00:25.</remarks>
    public TimeSpan DrainWait { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>Live sessions of one owner; default 10.</summary>
    /// <remarks>Range: 1 to 100000.</remarks>
    public int MaxSessionsPerOwner { get; set; } = 10;

    /// <summary>Live sessions in all; default 100.</summary>
    /// <remarks>Range: 1 to 100000.</remarks>
    public int MaxSessions { get; set; } = 100;

    /// <summary>How long ended sessions are kept; default 30 days.</summary>
    /// <remarks>Range: 00:01:00 to 3650.00:00:00.</remarks>
    public TimeSpan EndedRetention { get; set; } = TimeSpan.FromDays(30);

    /// <summary>Websockets on one session; default 16.</summary>
    /// <remarks>Range: 1 to 10000.</remarks>
    public int MaxConnectionsPerSession { get; set; } = 16;

    /// <summary>Frames a second from one websocket; default 20.</summary>
    /// <remarks>Range: 1 to 100000.</remarks>
    public int FramesPerSecond { get; set; } = 20;

    /// <summary>Frames at once from one websocket; default 100.</summary>
    /// <remarks>Range: 1 to 100000.</remarks>
    public int FrameBurst { get; set; } = 100;

    /// <summary>The largest frame of a websocket; a larger one closes it with 1009; default 64Ki.</summary>
    /// <remarks>Range: 1Ki to 16Mi.</remarks>
    public ByteSize MaxFrameBytes { get; set; } = ByteSize.FromKibibytes(64);

    /// <summary>The longest command line or argument list; default 32Ki.</summary>
    /// <remarks>Range: 256 to 1Mi.</remarks>
    public ByteSize MaxCommandBytes { get; set; } = ByteSize.FromKibibytes(32);

    /// <summary>The longest name of a session, in characters; default 100.</summary>
    /// <remarks>Range: 1 to 1000.</remarks>
    public int MaxNameLength { get; set; } = 100;

    /// <summary>Input not yet taken by a command; default 1Mi.</summary>
    /// <remarks>Range: 4Ki to 64Mi.</remarks>
    public ByteSize StdinBufferBytes { get; set; } = ByteSize.FromMebibytes(1);

    /// <summary>Commands that may wait for the one that runs; default 8; 0 for none.</summary>
    /// <remarks>Range: 0 to 1000.</remarks>
    public int QueueLength { get; set; } = 8;

    /// <summary>The files of a session's journal; when they are full the oldest go; default 64Mi.</summary>
    /// <remarks>Range: 1Mi to 64Gi.</remarks>
    public ByteSize JournalBytes { get; set; } = ByteSize.FromMebibytes(64);

    /// <summary>The journal's tail in memory; default 4Mi.</summary>
    /// <remarks>Range: 64Ki to 1Gi.</remarks>
    public ByteSize JournalMemoryBytes { get; set; } = ByteSize.FromMebibytes(4);

    /// <summary>What a one-shot command may answer; default 8Mi.</summary>
    /// <remarks>Range: 1Ki to 256Mi.</remarks>
    public ByteSize OneShotOutputBytes { get; set; } = ByteSize.FromMebibytes(8);

    /// <summary>A session's memory; default 1Gi.</summary>
    /// <remarks>Range: 64Mi to 1024Gi.</remarks>
    public ByteSize Memory { get; set; } = ByteSize.FromMebibytes(1024);

    /// <summary>What the runner keeps free of it; default 64Mi.</summary>
    /// <remarks>Range: 0 to 64Gi.</remarks>
    public ByteSize MemoryReserve { get; set; } = ByteSize.FromMebibytes(64);

    /// <summary>A session's CPU, a Kubernetes quantity; default 1.</summary>
    /// <remarks>Range: a Kubernetes quantity as `500m` or `2`.</remarks>
    public string Cpu { get; set; } = "1";

    /// <summary>What a session's work folder may hold; default 1Gi.</summary>
    /// <remarks>Range: 1Mi to 1024Gi.</remarks>
    public ByteSize WorkFolderBytes { get; set; } = ByteSize.FromMebibytes(1024);

    /// <summary>Creates a minute of one owner; default 30.</summary>
    /// <remarks>Range: 1 to 100000.</remarks>
    public int CreatesPerMinute { get; set; } = 30;

    /// <summary>Stored credentials of one owner; default 20.</summary>
    /// <remarks>Range: 1 to 10000.</remarks>
    public int MaxCredentialsPerOwner { get; set; } = 20;
}
