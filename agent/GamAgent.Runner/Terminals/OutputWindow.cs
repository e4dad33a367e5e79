namespace GamAgent.Runner.Terminals;

/// <summary>
/// The bytes of one stream that the agent has not acknowledged: a ring of fixed size, addressed by offsets from the stream's beginning.
/// One thread writes (the terminal's reader) and waits while it is full, which makes the child wait in turn; the link reads.
/// It is the only place where output waits, and it never grows.
/// </summary>
internal sealed class OutputWindow(byte[] ring)
{
    private readonly object _gate = new();
    private long _acknowledged;
    private long _end;

    /// <summary>Bytes read from the terminal so far.</summary>
    internal long End
    {
        get
        {
            lock (_gate)
            {
                return _end;
            }
        }
    }

    /// <summary>The first offset that is still here.</summary>
    internal long Start
    {
        get
        {
            lock (_gate)
            {
                return _acknowledged;
            }
        }
    }

    /// <summary>No room: the writer waits for the agent.</summary>
    internal bool IsFull
    {
        get
        {
            lock (_gate)
            {
                return _end - _acknowledged == ring.Length;
            }
        }
    }

    /// <summary>The next free bytes in one piece, for the one writer; empty when full.</summary>
    internal Span<byte> FreeSpan(int most)
    {
        lock (_gate)
        {
            var free = ring.Length - (int)(_end - _acknowledged);
            var at = (int)(_end % ring.Length);
            return ring.AsSpan(at, Math.Min(Math.Min(free, ring.Length - at), most));
        }
    }

    /// <summary>Adds the first bytes of the last <see cref="FreeSpan"/>.</summary>
    internal void Commit(int count)
    {
        lock (_gate)
        {
            _end += count;
        }
    }

    /// <summary>Waits for room, for at most the time given, or until <see cref="Wake"/>.</summary>
    internal void WaitForRoom(TimeSpan most)
    {
        lock (_gate)
        {
            if (_end - _acknowledged == ring.Length)
            {
                Monitor.Wait(_gate, most);
            }
        }
    }

    /// <summary>Ends the writer's wait.</summary>
    internal void Wake()
    {
        lock (_gate)
        {
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Copies what stands at an offset.</summary>
    /// <param name="offset">From the beginning of the stream; what is no longer here is skipped, and the offset moved on.</param>
    /// <param name="target">Where to.</param>
    /// <returns>How many bytes; 0 at the end.</returns>
    internal int Copy(ref long offset, Span<byte> target)
    {
        lock (_gate)
        {
            offset = Math.Clamp(offset, _acknowledged, _end);
            var count = (int)Math.Min(_end - offset, target.Length);
            var at = (int)(offset % ring.Length);
            var first = Math.Min(count, ring.Length - at);
            ring.AsSpan(at, first).CopyTo(target);
            ring.AsSpan(0, count - first).CopyTo(target[first..]);
            return count;
        }
    }

    /// <summary>The last bytes of the stream, acknowledged or not.</summary>
    internal byte[] Tail(int most)
    {
        lock (_gate)
        {
            var tail = new byte[Math.Min(Math.Min(_end, ring.Length), most)];
            for (var i = 0; i < tail.Length; i++)
            {
                tail[i] = ring[(int)((_end - tail.Length + i) % ring.Length)];
            }

            return tail;
        }
    }

    /// <summary>Frees everything before an offset. Offsets that were passed before, or not reached yet, change nothing more.</summary>
    internal void Acknowledge(long offset)
    {
        lock (_gate)
        {
            _acknowledged = Math.Max(_acknowledged, Math.Min(offset, _end));
            Monitor.PulseAll(_gate);
        }
    }
}
