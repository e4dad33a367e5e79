using System.Globalization;

namespace Bench.Report;

/// <summary>Figures as text.</summary>
internal static class Texts
{
    public static string Ratio(double value) => value.ToString("0.00", CultureInfo.InvariantCulture) + " ×";

    public static string Milliseconds(double value) => value.ToString("0.00", CultureInfo.InvariantCulture) + " ms";

    public static string Rate(double bytesPerSecond) => (bytesPerSecond / 1e6).ToString("0.0", CultureInfo.InvariantCulture) + " MB/s";

    /// <summary>Memory and files, as Linux counts them.</summary>
    public static string Megabytes(double bytes) => (bytes / (1 << 20)).ToString("0.0", CultureInfo.InvariantCulture) + " MiB";

    public static string Gigabytes(double bytes) => (bytes / 1e9).ToString("0.0", CultureInfo.InvariantCulture) + " GB";
}
