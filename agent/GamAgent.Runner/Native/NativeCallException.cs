using System.Runtime.InteropServices;

namespace GamAgent.Runner.Native;

/// <summary>A system call that was not expected to fail did.</summary>
internal sealed class NativeCallException(string call, int error)
    : Exception($"{call} failed: {Marshal.GetPInvokeErrorMessage(error)} (errno {error}).")
{
    /// <summary>The error number.</summary>
    internal int Error { get; } = error;

    /// <summary>Hands back what a call returned, or throws with its errno when that is negative.</summary>
    internal static int ThrowIfFailed(int result, string call) =>
        result >= 0 ? result : throw new NativeCallException(call, Marshal.GetLastPInvokeError());
}
