using SocketIo.Engine;

namespace SocketIo.Recovery;

/// <summary>All sockets that can be recovered, and those that are connected and could be.</summary>
internal sealed class RecoveryTable(RecoveryOptions options, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, RecoveryEntry> _entries = new(StringComparer.Ordinal);
    private readonly LinkedList<RecoveryEntry> _lost = new();

    /// <summary>Whether middlewares are passed by.</summary>
    public bool SkipMiddlewares => options.SkipMiddlewares;

    /// <summary>Remembers a new socket.</summary>
    public RecoveryEntry Add(ServerSocket socket)
    {
        var entry = new RecoveryEntry(EngineSocket.NewId(), socket, options);
        lock (_gate)
        {
            _entries[entry.PrivateId] = entry;
        }

        return entry;
    }

    /// <summary>The entry of a private id, if it is still known and of that namespace.</summary>
    public RecoveryEntry? Find(string privateId, string name)
    {
        lock (_gate)
        {
            ForgetOld();
            return _entries.TryGetValue(privateId, out var entry) && entry.Socket.Namespace == name ? entry : null;
        }
    }

    /// <summary>Its client is back, with a new socket.</summary>
    /// <returns>False when it is too late.</returns>
    public bool TryTakeOver(RecoveryEntry entry, ServerSocket socket)
    {
        lock (_gate)
        {
            if (!_entries.ContainsKey(entry.PrivateId))
            {
                return false;
            }

            _lost.Remove(entry);
            entry.LostAt = null;
            entry.Socket = socket;
            return true;
        }
    }

    /// <summary>A socket is over: it may come back, or not.</summary>
    public void Left(RecoveryEntry entry, ServerSocket socket, bool mayComeBack)
    {
        lock (_gate)
        {
            if (entry.Socket != socket || !_entries.ContainsKey(entry.PrivateId))
            {
                return;
            }

            _lost.Remove(entry);
            if (!mayComeBack)
            {
                _entries.Remove(entry.PrivateId);
                return;
            }

            entry.LostAt = time.GetTimestamp();
            _lost.AddLast(entry);
            ForgetOld();
        }
    }

    private void ForgetOld()
    {
        while (_lost.First is { Value: var oldest }
            && (_lost.Count > options.MaxSockets || time.GetElapsedTime(oldest.LostAt!.Value) > options.MaxDisconnectionDuration))
        {
            _lost.RemoveFirst();
            _entries.Remove(oldest.PrivateId);
        }
    }
}
