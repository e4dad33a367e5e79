using static GamSessions.Options.SettingRule;

namespace GamSessions.Options;

/// <summary>What every key of the section may be.</summary>
internal static class SettingRules
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Year = TimeSpan.FromDays(365);

    /// <summary>All rules, in the order of the documentation.</summary>
    public static IReadOnlyList<SettingRule> All { get; } =
    [
        Choice("Engine", o => o.Engine, Engines.Local, Engines.Kubernetes, Engines.Pulumi),
        Choice("Exposure", o => o.Exposure, Exposures.Router, Exposures.Ingress, Exposures.Gateway),
        Text("PublicUrl", "an absolute http or https address without query, or nothing", o => o.PublicUrl, o => IsHttp(o.PublicUrl)),
        Text("ProbeUrl", "an absolute http or https address without query, or nothing", o => o.ProbeUrl, o => IsHttp(o.ProbeUrl)),
        Text("DataFolder", "a folder that can be written", o => o.DataFolder, o => !string.IsNullOrWhiteSpace(o.DataFolder)),
        Text("ConsoleFolder", "a folder, or nothing", o => o.ConsoleFolder),
        Text("Images", "names of 1 to 63 letters, digits, points and hyphens", o => string.Join(", ", o.Images.Keys), o => o.Images.Keys.All(IsImageName)),
        Choice("Access:Mode", o => o.Access.Mode, AccessOptions.Local, AccessOptions.ApiKey),
        Text("Access:AllowedOrigins", "origins as `https://gam.example.com`, no path", o => string.Join(", ", o.Access.AllowedOrigins), o => o.Access.AllowedOrigins.All(IsOrigin)),
        Text("Access:AllowedHosts", "host names without port", o => string.Join(", ", o.Access.AllowedHosts), o => o.Access.AllowedHosts.All(IsHost)),
        Text("Local:ConfigFolder", "a folder, or nothing", o => o.Local.ConfigFolder),
        Text("Local:GamPath", "a program, or nothing", o => o.Local.GamPath),
        Text("Local:AgentFolder", "a folder, or nothing", o => o.Local.AgentFolder),
        .. ClusterRules.All,
        .. PulumiRules.All,
        OptionalDuration("Limits:IdleTimeout", o => o.Limits.IdleTimeout, Second, Year),
        Duration("Limits:MaxLifetime", o => o.Limits.MaxLifetime, Second, Year),
        Duration("Limits:ClosingLead", o => o.Limits.ClosingLead, TimeSpan.Zero, Hour),
        OptionalDuration("Limits:PromptTimeout", o => o.Limits.PromptTimeout, Second, Year),
        OptionalDuration("Limits:CommandTimeout", o => o.Limits.CommandTimeout, Second, Year),
        Duration("Limits:StartDeadline", o => o.Limits.StartDeadline, Second, Hour),
        Duration("Limits:UnschedulableAfter", o => o.Limits.UnschedulableAfter, Second, Hour),
        Duration("Limits:TokenLifetime", o => o.Limits.TokenLifetime, Second, TimeSpan.FromMinutes(10)),
        Duration("Limits:ClockSkew", o => o.Limits.ClockSkew, TimeSpan.Zero, TimeSpan.FromMinutes(5)),
        Duration("Limits:PingInterval", o => o.Limits.PingInterval, Second, Hour),
        Duration("Limits:PingTimeout", o => o.Limits.PingTimeout, Second, Hour),
        Duration("Limits:StallTimeout", o => o.Limits.StallTimeout, Second, Hour),
        Duration("Limits:RecoveryWindow", o => o.Limits.RecoveryWindow, Second, Hour),
        Duration("Limits:InterruptWait", o => o.Limits.InterruptWait, TimeSpan.Zero, TimeSpan.FromSeconds(25)),
        Duration("Limits:TerminateWait", o => o.Limits.TerminateWait, TimeSpan.Zero, TimeSpan.FromSeconds(25)),
        Duration("Limits:DrainWait", o => o.Limits.DrainWait, TimeSpan.Zero, TimeSpan.FromSeconds(25)),
        Number("Limits:MaxSessionsPerOwner", o => o.Limits.MaxSessionsPerOwner, 1, 100_000),
        Number("Limits:MaxSessions", o => o.Limits.MaxSessions, 1, 100_000),
        Duration("Limits:EndedRetention", o => o.Limits.EndedRetention, Minute, TimeSpan.FromDays(3650)),
        Number("Limits:MaxConnectionsPerSession", o => o.Limits.MaxConnectionsPerSession, 1, 10_000),
        Number("Limits:FramesPerSecond", o => o.Limits.FramesPerSecond, 1, 100_000),
        Number("Limits:FrameBurst", o => o.Limits.FrameBurst, 1, 100_000),
        Size("Limits:MaxFrameBytes", o => o.Limits.MaxFrameBytes, "1Ki", "16Mi"),
        Size("Limits:MaxCommandBytes", o => o.Limits.MaxCommandBytes, "256", "1Mi"),
        Number("Limits:MaxNameLength", o => o.Limits.MaxNameLength, 1, 1000),
        Size("Limits:StdinBufferBytes", o => o.Limits.StdinBufferBytes, "4Ki", "64Mi"),
        Number("Limits:QueueLength", o => o.Limits.QueueLength, 0, 1000),
        Size("Limits:JournalBytes", o => o.Limits.JournalBytes, "1Mi", "64Gi"),
        Size("Limits:JournalMemoryBytes", o => o.Limits.JournalMemoryBytes, "64Ki", "1Gi"),
        Size("Limits:OneShotOutputBytes", o => o.Limits.OneShotOutputBytes, "1Ki", "256Mi"),
        Size("Limits:Memory", o => o.Limits.Memory, "64Mi", "1024Gi"),
        Size("Limits:MemoryReserve", o => o.Limits.MemoryReserve, "0", "64Gi"),
        Text("Limits:Cpu", "a Kubernetes quantity as `500m` or `2`", o => o.Limits.Cpu, o => KubernetesQuantity.TryParseCpuMillis(o.Limits.Cpu, out _)),
        Size("Limits:WorkFolderBytes", o => o.Limits.WorkFolderBytes, "1Mi", "1024Gi"),
        Number("Limits:CreatesPerMinute", o => o.Limits.CreatesPerMinute, 1, 100_000),
        Number("Limits:MaxCredentialsPerOwner", o => o.Limits.MaxCredentialsPerOwner, 1, 10_000),
    ];

    /// <summary>What must hold between keys.</summary>
    public static IReadOnlyList<SettingRule> Together { get; } =
    [
        Text("Limits:PingTimeout", "more than Limits:PingInterval", o => o.Limits.PingTimeout, o => o.Limits.PingTimeout > o.Limits.PingInterval),
        Text("Limits:MemoryReserve", "less than Limits:Memory", o => o.Limits.MemoryReserve, o => o.Limits.MemoryReserve.Bytes < o.Limits.Memory.Bytes),
        Text("Limits:JournalMemoryBytes", "at most Limits:JournalBytes", o => o.Limits.JournalMemoryBytes, o => o.Limits.JournalMemoryBytes.Bytes <= o.Limits.JournalBytes.Bytes),
        Text("Limits:MaxCommandBytes", "at most Limits:MaxFrameBytes", o => o.Limits.MaxCommandBytes, o => o.Limits.MaxCommandBytes.Bytes <= o.Limits.MaxFrameBytes.Bytes),
        Text(
            "Limits:DrainWait",
            "a time that makes 25 s or less together with Limits:InterruptWait and Limits:TerminateWait",
            o => o.Limits.DrainWait,
            o => o.Limits.InterruptWait + o.Limits.TerminateWait + o.Limits.DrainWait <= TimeSpan.FromSeconds(25)),
        .. ClusterRules.Together,
    ];

    private static bool IsHttp(Uri? url) =>
        url is null || (url.IsAbsoluteUri && url.Scheme is "http" or "https" && url.Query.Length == 0 && url.Fragment.Length == 0 && url.UserInfo.Length == 0);

    private static bool IsOrigin(string origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var url) && IsHttp(url) && url.AbsolutePath == "/" && !origin.EndsWith('/');

    private static bool IsHost(string host) =>
        host.Length is > 0 and <= 253 && Uri.CheckHostName(host.TrimStart('[').TrimEnd(']')) != UriHostNameType.Unknown;

    private static bool IsImageName(string name) =>
        name.Length is > 0 and <= 63 && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_');
}
