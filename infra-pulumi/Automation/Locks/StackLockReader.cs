using System.Globalization;
using System.Text.RegularExpressions;

namespace PulumiAutomation.Locks;

/// <summary>Reads the holders of a lock out of the CLI's message, the one place where every self-managed back end tells them.</summary>
internal static partial class StackLockReader
{
    /// <summary>The locks that the message names.</summary>
    public static IReadOnlyList<StackLock> Read(string message) =>
    [
        .. Holder().Matches(message).Select(match => new StackLock(
            match.Groups["user"].Value,
            match.Groups["host"].Value,
            int.TryParse(match.Groups["pid"].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var pid) ? pid : 0,
            DateTimeOffset.TryParse(match.Groups["at"].Value, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var at) ? at : DateTimeOffset.MinValue)),
    ];

    [GeneratedRegex(@"created by (?<user>[^\n]*?)@(?<host>[^@\s]+) \(pid (?<pid>\d+)\) at (?<at>\S+)")]
    private static partial Regex Holder();
}
