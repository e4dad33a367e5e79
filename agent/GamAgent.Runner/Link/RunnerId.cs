using GamAgent.Runner.Native;

namespace GamAgent.Runner.Link;

/// <summary>
/// A random name for this start of the runner. Not a <see cref="Guid"/>: making one reads /dev/urandom, which an image need not have.
/// </summary>
internal static unsafe class RunnerId
{
    private const int Bytes = 16;

    /// <summary>Makes one: 32 hexadecimal digits.</summary>
    internal static string Create()
    {
        var buffer = stackalloc byte[Bytes];
        NativeCallException.ThrowIfFailed((int)Libc.GetRandom(buffer, Bytes, 0), "getrandom");
        return Convert.ToHexStringLower(new ReadOnlySpan<byte>(buffer, Bytes));
    }
}
