using System.Globalization;
using System.Numerics;

namespace GamSessions.Options;

/// <summary>
/// Reads Kubernetes quantities as <c>cpu</c> and <c>memory</c> use them: <c>500m</c>, <c>1.5</c>, <c>512Mi</c>, <c>1e9</c>. Own code, since
/// the Kubernetes client's parser rounds and throws, and the local engine must not need that client.
/// </summary>
internal static class KubernetesQuantity
{
    // Beyond this no machine goes, and the arithmetic below stays small whatever somebody sends.
    private const int MaxLength = 32;

    /// <summary>Thousandths of a core, rounded up as Kubernetes does; more than none.</summary>
    public static bool TryParseCpuMillis(string? text, out int millis)
    {
        var good = TryParse(text, 1000, out var value) && value > 0 && value <= int.MaxValue;
        millis = good ? (int)value : 0;
        return good;
    }

    /// <summary>Bytes, rounded up; more than none.</summary>
    public static bool TryParseBytes(string? text, out long bytes)
    {
        var good = TryParse(text, 1, out var value) && value > 0 && value <= long.MaxValue;
        bytes = good ? (long)value : 0;
        return good;
    }

    private static bool TryParse(string? text, int scale, out BigInteger value)
    {
        value = default;
        if (string.IsNullOrEmpty(text) || text.Length > MaxLength)
        {
            return false;
        }

        var end = 0;
        while (end < text.Length && (char.IsAsciiDigit(text[end]) || text[end] == '.'))
        {
            end++;
        }

        var number = text.AsSpan(0, end);
        var point = number.IndexOf('.');
        var whole = point < 0 ? number : number[..point];
        var fraction = point < 0 ? [] : number[(point + 1)..];
        if (whole.Length + fraction.Length == 0 || fraction.Contains('.') || !TryReadSuffix(text[end..], out var factor, out var divisor))
        {
            return false;
        }

        var digits = BigInteger.Parse($"0{whole}{fraction}", NumberStyles.None, CultureInfo.InvariantCulture);
        divisor *= BigInteger.Pow(10, fraction.Length);
        value = ((digits * factor * scale) + divisor - 1) / divisor;
        return true;
    }

    private static bool TryReadSuffix(string suffix, out BigInteger factor, out BigInteger divisor)
    {
        divisor = BigInteger.One;
        factor = suffix switch
        {
            "" => 1,
            "Ki" => 1L << 10,
            "Mi" => 1L << 20,
            "Gi" => 1L << 30,
            "Ti" => 1L << 40,
            "Pi" => 1L << 50,
            "k" => 1_000,
            "M" => 1_000_000,
            "G" => 1_000_000_000,
            "T" => 1_000_000_000_000,
            "P" => 1_000_000_000_000_000,
            _ => 0,
        };
        if (!factor.IsZero)
        {
            return true;
        }

        if (suffix == "m")
        {
            factor = BigInteger.One;
            divisor = 1000;
            return true;
        }

        if (suffix is ['e' or 'E', .. var exponent]
            && int.TryParse(exponent, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var power)
            && power is >= -18 and <= 18)
        {
            (power < 0 ? ref divisor : ref factor) = BigInteger.Pow(10, Math.Abs(power));
            if (power < 0)
            {
                factor = BigInteger.One;
            }

            return true;
        }

        return false;
    }
}
