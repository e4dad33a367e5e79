using System.Runtime.InteropServices;

namespace GamAgent.Runner.Native;

/// <summary>The flags of <c>openat</c> and its kin, two of which differ between processors.</summary>
internal static class OpenFlags
{
    internal const int WriteOnly = 1;
    internal const int Create = 0x40;
    internal const int Exclusive = 0x80;

    /// <summary>For <c>statx</c>: a link itself, not what it leads to.</summary>
    internal const int NoFollowStatus = 0x100;

    /// <summary>For <c>statx</c>: the descriptor itself.</summary>
    internal const int EmptyPath = 0x1000;

    /// <summary>For <c>unlinkat</c>: a folder.</summary>
    internal const int RemoveFolder = 0x200;

    private static readonly bool Arm = RuntimeInformation.ProcessArchitecture is Architecture.Arm64;

    /// <summary>Fails on anything but a folder.</summary>
    internal static int Folder => Arm ? 0x4000 : 0x10000;

    /// <summary>Fails on a link.</summary>
    internal static int NoFollow => Arm ? 0x8000 : 0x20000;
}
