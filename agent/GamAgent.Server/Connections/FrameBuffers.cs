using System.Buffers;
using Microsoft.Extensions.ObjectPool;

namespace GamAgent.Server.Connections;

/// <summary>
/// Buffers that frames are written in, used again. A long frame fits one as it is; one that a frame of nothing but escapes has made a
/// large object is let go.
/// </summary>
internal static class FrameBuffers
{
    private const int Bytes = 72 << 10;
    private const int Kept = 32;

    /// <summary>The program's.</summary>
    public static ObjectPool<ArrayBufferWriter<byte>> Shared { get; } = new DefaultObjectPool<ArrayBufferWriter<byte>>(new Policy(), Kept);

    private sealed class Policy : PooledObjectPolicy<ArrayBufferWriter<byte>>
    {
        public override ArrayBufferWriter<byte> Create() => new(Bytes);

        public override bool Return(ArrayBufferWriter<byte> buffer)
        {
            buffer.ResetWrittenCount();
            return buffer.Capacity == Bytes;
        }
    }
}
