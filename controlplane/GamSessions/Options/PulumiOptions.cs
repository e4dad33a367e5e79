namespace GamSessions.Options;

/// <summary>The engine <c>pulumi</c>: a stack for each session. The passphrase comes by <c>PULUMI_CONFIG_PASSPHRASE</c> or <c>PULUMI_CONFIG_PASSPHRASE_FILE</c>, never by a setting.</summary>
public sealed class PulumiOptions
{
    /// <summary>Where the stacks are, anything that <c>pulumi login</c> takes; default the folder <c>pulumi</c> in <c>DataFolder</c>.</summary>
    /// <remarks>Range: `file://`, `s3://`, `gs://`, `azblob://` or `https://`, or nothing.</remarks>
    public string? Backend { get; set; }

    /// <summary>The CLI: a name on PATH, or a path; default <c>pulumi</c>.</summary>
    /// <remarks>Range: a program.</remarks>
    public string Command { get; set; } = "pulumi";

    /// <summary>Operations at once; each takes about half a GiB of memory. Default 2; the others wait with the condition <c>queued-for-engine</c>.</summary>
    /// <remarks>Range: 1 to 64.</remarks>
    public int MaxConcurrent { get; set; } = 2;

    /// <summary>How long a new session may wait for its turn before it fails with <c>timeout</c>; that time does not count for <c>Limits:StartDeadline</c>; default 10 min.</summary>
    /// <remarks>Range: 00:00:01 to 01:00:00.</remarks>
    public TimeSpan QueueTimeout { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>Whether a stack stays after its session, without resources but with its history, until the session's record goes; default false.</summary>
    /// <remarks>Range: `true` or `false`.</remarks>
    public bool KeepHistory { get; set; }

    /// <summary>How long a stack's lock is waited for: that of a process of this host that runs, and that of another host, which then counts as stale; default 30 s.</summary>
    /// <remarks>Range: 00:00:01 to 01:00:00.</remarks>
    public TimeSpan LockWait { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long one call of the CLI may take before it is cancelled; default 5 min.</summary>
    /// <remarks>Range: 00:00:05 to 01:00:00.</remarks>
    public TimeSpan OperationTimeout { get; set; } = TimeSpan.FromMinutes(5);
}
