using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using GamAgent.Protocol;

namespace GamSessions.Records.Audit;

/// <summary>
/// What the running command has printed so far: bytes and SHA-256 of its <c>output</c> texts as UTF-8, both streams, in the journal's
/// order. The hash counts only if all of them were seen.
/// </summary>
internal sealed class CommandTally(StartedData started, string epoch, DateTimeOffset startedAt) : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private long _bytes;

    /// <summary>The command.</summary>
    public string Id { get; } = started.Id;

    /// <summary>The journal that names it.</summary>
    public string Epoch { get; } = epoch;

    /// <summary>When it started.</summary>
    public DateTimeOffset StartedAt { get; } = startedAt;

    /// <summary>Bytes of text so far.</summary>
    public long Bytes => Interlocked.Read(ref _bytes);

    /// <summary>Some of its output was never seen.</summary>
    public bool Incomplete { get; set; }

    /// <summary>Counts a text.</summary>
    public void Add(string text)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(text.Length));
        try
        {
            var length = Encoding.UTF8.GetBytes(text, buffer);
            _hash.AppendData(buffer, 0, length);
            Interlocked.Add(ref _bytes, length);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>The hash in lower-case hexadecimal, or null when it would not be that of all.</summary>
    public string? Sha256() => Incomplete ? null : Convert.ToHexStringLower(_hash.GetCurrentHash());

    /// <inheritdoc/>
    public void Dispose() => _hash.Dispose();
}
