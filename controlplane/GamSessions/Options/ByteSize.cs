using System.ComponentModel;
using System.Globalization;

namespace GamSessions.Options;

/// <summary>A number of bytes that settings may write as <c>65536</c>, <c>64Ki</c>, <c>64Mi</c> or <c>1Gi</c>.</summary>
/// <param name="Bytes">The number.</param>
[TypeConverter(typeof(ByteSizeConverter))]
public readonly record struct ByteSize(long Bytes)
{
    /// <summary>From units of 1,024.</summary>
    public static ByteSize FromKibibytes(long value) => new(value << 10);

    /// <summary>From units of 1,048,576.</summary>
    public static ByteSize FromMebibytes(long value) => new(value << 20);

    /// <summary>Reads a setting.</summary>
    /// <exception cref="FormatException">It is no size.</exception>
    public static ByteSize Parse(string text)
    {
        var (digits, shift) = text.Trim() switch
        {
            [.. var n, 'K', 'i'] => (n, 10),
            [.. var n, 'M', 'i'] => (n, 20),
            [.. var n, 'G', 'i'] => (n, 30),
            var n => (n, 0),
        };
        return long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value <= long.MaxValue >> shift
            ? new ByteSize(value << shift)
            : throw new FormatException($"'{text}' is no size: write bytes, or 64Ki, 64Mi, 1Gi");
    }

    /// <summary>The number in digits.</summary>
    public override string ToString() => Bytes.ToString(CultureInfo.InvariantCulture);
}

/// <summary>Lets configuration bind <see cref="ByteSize"/>.</summary>
internal sealed class ByteSizeConverter : TypeConverter
{
    /// <inheritdoc/>
    public override bool CanConvertFrom(ITypeDescriptorContext? context, Type sourceType) => sourceType == typeof(string);

    /// <inheritdoc/>
    public override object ConvertFrom(ITypeDescriptorContext? context, CultureInfo? culture, object value) => ByteSize.Parse((string)value);
}
