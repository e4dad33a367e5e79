using SocketIo.Engine;
using SocketIo.Packets;
using SocketIo.Recovery;

namespace SocketIo;

/// <summary>The way of one socket from the client's connect packet to its end.</summary>
internal sealed class SocketConnect(SocketClient client, ServerSocket socket, string? privateId)
{
    private ConnectRefusal? _refusal;

    /// <summary>Connects it, and handles its events until it is over.</summary>
    public async Task RunAsync()
    {
        try
        {
            if (await JoinAsync())
            {
                await HandleAsync();
            }
            else
            {
                // Whatever its middlewares left with it is to be given back. A refusal is final, the loss of the connection is not.
                socket.End(client.Connection.IsOpen ? DisconnectReason.ServerDisconnect : DisconnectReason.ForcedClose);
                client.Remove(socket);
                if (_refusal is not null)
                {
                    // Last: a client may try again the moment it has it.
                    await client.RefuseAsync(socket.Namespace, _refusal);
                }
            }
        }
        catch (OperationCanceledException) when (socket.Over.IsCancellationRequested)
        {
            client.Remove(socket);
        }
        catch (Exception e)
        {
            client.Server.LogHandlerFailed(e, socket.Namespace);
            socket.End(DisconnectReason.ServerDisconnect);
            client.Remove(socket);
            client.Connection.Close();
        }
    }

    private async Task<bool> JoinAsync()
    {
        var table = socket.Home.Replay is EventReplay.Never ? null : client.Server.Recovery;
        var entry = privateId is null ? null : table?.Find(privateId, socket.Namespace);
        if (entry is not null)
        {
            await RecoverAsync(table!, entry);
        }

        if (!socket.Recovered || !table!.SkipMiddlewares)
        {
            foreach (var middleware in socket.Home.Middlewares)
            {
                _refusal = await middleware(socket, socket.Over);
                if (_refusal is not null)
                {
                    return false;
                }
            }
        }

        if (!socket.Recovered && table is not null)
        {
            socket.Entry = table.Add(socket);
        }

        return await ConfirmAsync();
    }

    // The answer goes out before the socket counts as connected, so that no event of it can come earlier.
    private async Task<bool> ConfirmAsync()
    {
        object data = socket.Entry is { } entry ? new { sid = socket.Id, pid = entry.PrivateId } : new { sid = socket.Id };
        client.Admit();
        await client.Connection.SendAsync(PacketEncoder.Encode(SocketPacketType.Connect, socket.Namespace, data), socket.Over);
        if (!socket.Recovered || socket.Home.Replay is EventReplay.ByHandlers)
        {
            if (!client.Connected(socket))
            {
                return false;
            }
        }
        else if (socket.Entry!.TryResume(
            socket.RecoveryOffset, () => client.Connected(socket), messages => client.Connection.SendAsync(messages, socket.Over), out var sent))
        {
            await sent;
        }
        else
        {
            client.Connection.Close();
            return false;
        }

        socket.Home.Add(socket);
        if (socket.Over.IsCancellationRequested)
        {
            // It ended before it was there to be removed.
            socket.Home.Remove(socket);
        }

        return true;
    }

    private async Task RecoverAsync(RecoveryTable table, RecoveryEntry entry)
    {
        // A client may be back before its loss was noticed.
        var before = entry.Socket;
        if (!before.Ended.IsCompleted)
        {
            before.End(DisconnectReason.Replaced);
            before.Connection.Close();
        }

        if ((socket.Home.Replay is EventReplay.ByServer && entry.After(socket.RecoveryOffset) is null) || !table.TryTakeOver(entry, socket))
        {
            return;
        }

        socket.Id = before.Id;
        socket.Data = before.Data;
        socket.Entry = entry;
        socket.Recovered = true;
        foreach (var room in before.Rooms)
        {
            socket.Join(room);
        }
    }

    // Its handlers are set when it first waits; only then do events come.
    private Task HandleAsync() => Task.WhenAll(ServeAsync(), socket.HandleEventsAsync());

    private async Task ServeAsync()
    {
        try
        {
            await (socket.Home.OnConnection?.Invoke(socket) ?? Task.CompletedTask);
        }
        catch (Exception e) when (e is not OperationCanceledException || !socket.Over.IsCancellationRequested)
        {
            client.Server.LogHandlerFailed(e, socket.Namespace);
            await socket.DisconnectAsync();
        }
        catch (OperationCanceledException)
        {
            // The socket is over, and so is what it was served.
        }
    }
}
