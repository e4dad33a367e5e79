using System.Runtime.InteropServices;

namespace GamAgent.Runner.Native;

/// <summary>The kernel's <c>struct statx</c>, the same for every processor and C library.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct FileStatus
{
    /// <summary>What is asked for: all that every file system has.</summary>
    internal const uint Basic = 0x7ff;

    private const int TypeBits = 0xF000;

    [FieldOffset(28)]
    internal ushort Mode;

    [FieldOffset(32)]
    internal ulong Inode;

    [FieldOffset(40)]
    internal long Size;

    [FieldOffset(112)]
    internal long ModifiedSeconds;

    [FieldOffset(120)]
    internal uint ModifiedNanoseconds;

    internal readonly bool IsFile => (Mode & TypeBits) == 0x8000;

    internal readonly bool IsFolder => (Mode & TypeBits) == 0x4000;

    internal readonly bool IsLink => (Mode & TypeBits) == 0xA000;

    internal readonly DateTimeOffset ModifiedAt => DateTimeOffset.FromUnixTimeSeconds(ModifiedSeconds).AddTicks(ModifiedNanoseconds / 100);

    /// <summary>Another one for every change of the file that its time, size or place on the disk shows.</summary>
    internal readonly string Etag => $"{ModifiedSeconds:x}{ModifiedNanoseconds:x8}-{Size:x}-{Inode:x}";
}
