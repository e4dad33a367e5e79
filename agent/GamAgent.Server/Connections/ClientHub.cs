using GamAgent.Protocol;
using GamAgent.Protocol.Settings;

namespace GamAgent.Server.Connections;

/// <summary>All open connections: their number is limited, and some things are said to all of them.</summary>
internal sealed class ClientHub(AgentLimits limits)
{
    private readonly Lock _gate = new();
    private readonly HashSet<ClientConnection> _clients = [];
    private CloseOrder? _closed;
    private ClosingData? _closing;

    /// <summary>Connected clients, the control plane's own left out.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _clients.Count(c => c.Role != SessionRole.Control);
            }
        }
    }

    /// <summary>Lets a client in.</summary>
    /// <returns>Why not, or null. The control plane doesn't count, and isn't counted.</returns>
    public CloseOrder? Enter(ClientConnection client)
    {
        lock (_gate)
        {
            if (_closed is not null)
            {
                return _closed;
            }

            if (client.Role != SessionRole.Control && _clients.Count(c => c.Role != SessionRole.Control) >= limits.MaxConnectionsPerSession)
            {
                return new CloseOrder(CloseCodes.TooMany, "too many connections");
            }

            _clients.Add(client);
            if (_closing is { } closing)
            {
                client.Say(EventEncoder.Encode(EventNames.Closing, closing, EventJson.Default.ClosingData));
            }

            return null;
        }
    }

    public void Leave(ClientConnection client)
    {
        lock (_gate)
        {
            _clients.Remove(client);
        }
    }

    /// <summary>Warns everybody, also those who come later, that the session ends; null takes it back.</summary>
    /// <returns>False when there was nothing to take back.</returns>
    public bool Announce(ClosingData? closing)
    {
        lock (_gate)
        {
            var before = _closing;
            _closing = closing;
            if (closing is not null)
            {
                var frame = EventEncoder.Encode(EventNames.Closing, closing, EventJson.Default.ClosingData);
                foreach (var client in _clients)
                {
                    client.Say(frame);
                }
            }

            return closing is not null || before is not null;
        }
    }

    /// <summary>Closes the connections of a subject.</summary>
    public void Kick(string subject)
    {
        foreach (var client in Snapshot().Where(c => c.Subject == subject))
        {
            client.Close(new CloseOrder(CloseCodes.NotAllowed, "access was withdrawn"));
        }
    }

    /// <summary>Closes all connections and lets nobody in any more.</summary>
    /// <returns>Completes when the last is closed; each has its own limit.</returns>
    public Task CloseAllAsync(CloseOrder order)
    {
        lock (_gate)
        {
            _closed ??= order;
        }

        var clients = Snapshot().ToLookup(c => c.Role == SessionRole.Control);
        return CloseAsync(clients[false], clients[true], order);
    }

    // The control plane's own is the last: it sees that the others are closed.
    private static async Task CloseAsync(IEnumerable<ClientConnection> others, IEnumerable<ClientConnection> control, CloseOrder order)
    {
        foreach (var group in (ClientConnection[][])[[.. others], [.. control]])
        {
            foreach (var client in group)
            {
                client.Close(order);
            }

            await Task.WhenAll(group.Select(c => c.Completion));
        }
    }

    private ClientConnection[] Snapshot()
    {
        lock (_gate)
        {
            return [.. _clients];
        }
    }
}
