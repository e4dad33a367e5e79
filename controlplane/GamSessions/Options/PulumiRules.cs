using static GamSessions.Options.SettingRule;

namespace GamSessions.Options;

/// <summary>What the keys of the engine <c>pulumi</c> may be.</summary>
internal static class PulumiRules
{
    private static readonly string[] Schemes = ["file://", "s3://", "gs://", "azblob://", "https://", "http://"];
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);

    /// <summary>Each key by itself.</summary>
    public static IReadOnlyList<SettingRule> All { get; } =
    [
        Text(
            "Pulumi:Backend",
            "`file://`, `s3://`, `gs://`, `azblob://` or `https://`, or nothing",
            o => o.Pulumi.Backend,
            o => o.Pulumi.Backend is null || Schemes.Any(scheme => o.Pulumi.Backend.StartsWith(scheme, StringComparison.Ordinal))),
        Text("Pulumi:Command", "a program", o => o.Pulumi.Command, o => !string.IsNullOrWhiteSpace(o.Pulumi.Command)),
        Number("Pulumi:MaxConcurrent", o => o.Pulumi.MaxConcurrent, 1, 64),
        Duration("Pulumi:QueueTimeout", o => o.Pulumi.QueueTimeout, Second, Hour),
        Text("Pulumi:KeepHistory", "`true` or `false`", o => o.Pulumi.KeepHistory),
        Duration("Pulumi:LockWait", o => o.Pulumi.LockWait, Second, Hour),
        Duration("Pulumi:OperationTimeout", o => o.Pulumi.OperationTimeout, 5 * Second, Hour),
    ];
}
