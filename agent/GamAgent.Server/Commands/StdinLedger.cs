namespace GamAgent.Server.Commands;

/// <summary>
/// Input on its way to a command: what was sent and not yet taken by the child is kept, so that a new connection to the runner can get it again.
/// Bounded; what does not fit is refused whole. In memory only.
/// </summary>
internal sealed class StdinLedger(int capacity)
{
    private readonly Queue<byte[]> _pieces = new();
    private long _keptFrom;

    /// <summary>All bytes ever sent.</summary>
    public long Sent { get; private set; }

    /// <summary>All bytes that the child has taken.</summary>
    public long Taken { get; private set; }

    /// <summary>The end was asked for.</summary>
    public bool Ended { get; set; }

    /// <summary>The child takes no more: it closed its end, or is gone.</summary>
    public bool Broken { get; set; }

    /// <summary>So many bytes more fit.</summary>
    public bool Fits(int bytes) => Sent - Taken + bytes <= capacity;

    /// <summary>Adds bytes that fit.</summary>
    /// <returns>Where in the stream they begin.</returns>
    public long Add(byte[] bytes)
    {
        var offset = Sent;
        if (bytes.Length > 0)
        {
            _pieces.Enqueue(bytes);
            Sent += bytes.Length;
        }

        return offset;
    }

    /// <summary>The child has taken that many in all.</summary>
    public void Take(long taken)
    {
        Taken = Math.Max(Taken, Math.Min(taken, Sent));
        while (_pieces.TryPeek(out var piece) && _keptFrom + piece.Length <= Taken)
        {
            _keptFrom += _pieces.Dequeue().Length;
        }
    }

    /// <summary>This program was restarted: the runner tells how much it has.</summary>
    public void ResumeAt(long received)
    {
        if (Sent == 0)
        {
            (Sent, _keptFrom) = (received, received);
        }
    }

    /// <summary>What the runner does not have.</summary>
    /// <param name="received">How much it has.</param>
    public IEnumerable<(long Offset, ReadOnlyMemory<byte> Bytes)> After(long received)
    {
        var offset = _keptFrom;
        foreach (var piece in _pieces)
        {
            var skip = (int)Math.Clamp(received - offset, 0, piece.Length);
            if (skip < piece.Length)
            {
                yield return (offset + skip, piece.AsMemory(skip));
            }

            offset += piece.Length;
        }
    }
}
