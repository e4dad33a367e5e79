using GamSessions.Options;

namespace GamSessions.Tests.Options;

public sealed class KubernetesQuantityTests
{
    [Theory]
    [InlineData("500m", 500)]
    [InlineData("2", 2000)]
    [InlineData("0.5", 500)]
    [InlineData("1.", 1000)]
    [InlineData(".25", 250)]
    [InlineData("0.0001", 1)]
    [InlineData("1e1", 10000)]
    [InlineData("5E-1", 500)]
    public void Cpu_is_read_in_thousandths_rounded_up(string text, int millis)
    {
        Assert.True(KubernetesQuantity.TryParseCpuMillis(text, out var value));
        Assert.Equal(millis, value);
    }

    [Theory]
    [InlineData("512Mi", 512L << 20)]
    [InlineData("1Gi", 1L << 30)]
    [InlineData("1.5Gi", 3L << 29)]
    [InlineData("1k", 1000)]
    [InlineData("2M", 2_000_000)]
    [InlineData("123456", 123456)]
    [InlineData("1e9", 1_000_000_000)]
    [InlineData("1500m", 2)]
    public void Memory_is_read_in_bytes_rounded_up(string text, long bytes)
    {
        Assert.True(KubernetesQuantity.TryParseBytes(text, out var value));
        Assert.Equal(bytes, value);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData(" 1")]
    [InlineData("1 Gi")]
    [InlineData("1Mb")]
    [InlineData("1mi")]
    [InlineData(".")]
    [InlineData("1.2.3")]
    [InlineData("Mi")]
    [InlineData("1e")]
    [InlineData("1e99")]
    [InlineData("1K")]
    [InlineData("½")]
    [InlineData("9999999999999999999Pi")]
    [InlineData("11111111111111111111111111111111111111")]
    public void Anything_else_is_no_quantity(string? text)
    {
        Assert.False(KubernetesQuantity.TryParseCpuMillis(text, out _));
        Assert.False(KubernetesQuantity.TryParseBytes(text, out _));
    }
}
