namespace GamAgent.Server.Files;

/// <summary>A file of the runner's as a stream to read from, anywhere first and then onwards. Owns nothing.</summary>
internal sealed class RunnerFileStream(FileTransfer transfer, long length) : Stream
{
    private long _position;
    private bool _begun;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => _position;
        set => Seek(value, SeekOrigin.Begin);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (_position >= length || buffer.IsEmpty)
        {
            return 0;
        }

        if (!_begun)
        {
            _begun = true;
            transfer.Want(_position);
        }

        var count = await transfer.ReadAsync(buffer, cancellationToken);
        if (count == 0)
        {
            // Whoever reads was told the length, and must not take a part for the whole.
            throw new IOException("The file became shorter while it was read.");
        }

        _position += count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override long Seek(long offset, SeekOrigin origin)
    {
        if (_begun)
        {
            throw new NotSupportedException("The file is being read.");
        }

        return _position = origin switch
        {
            SeekOrigin.Begin => offset,
            SeekOrigin.Current => _position + offset,
            _ => length + offset,
        };
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read it asynchronously.");

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
