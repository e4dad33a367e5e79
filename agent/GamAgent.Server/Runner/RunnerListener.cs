using System.Net.Sockets;
using GamAgent.Server.Commands;
using GamAgent.Server.Files;

namespace GamAgent.Server.Runner;

/// <summary>Listens on the unix socket for the runner, which dials, and dials again. Owns the socket file and all connections.</summary>
internal sealed partial class RunnerListener(string path, CommandDesk desk, FileDesk files, TimeProvider time, ILoggerFactory logs) : IAsyncDisposable
{
    private const UnixFileMode GroupMayDial = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.GroupRead | UnixFileMode.GroupWrite;
    private readonly Socket _socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private readonly Dictionary<RunnerConnection, Task> _connections = [];
    private readonly ILogger _log = logs.CreateLogger<RunnerListener>();
    private Task _accepting = Task.CompletedTask;

    /// <summary>Begins to listen; a socket file of an earlier run is replaced.</summary>
    /// <exception cref="SocketException">The path can't be used.</exception>
    public void Start()
    {
        File.Delete(path);
        _socket.Bind(new UnixDomainSocketEndPoint(path));
        File.SetUnixFileMode(path, GroupMayDial);
        _socket.Listen(4);
        _accepting = AcceptAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Task[] open;
        lock (_gate)
        {
            foreach (var connection in _connections.Keys)
            {
                connection.Finish();
            }

            open = [.. _connections.Values];
        }

        _socket.Dispose();
        await _accepting;
        await Task.WhenAll(open);
        File.Delete(path);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            try
            {
                var socket = await _socket.AcceptAsync(_stop.Token);
                var connection = new RunnerConnection(socket, desk, files, time, logs.CreateLogger<RunnerConnection>());
                lock (_gate)
                {
                    _connections.Add(connection, ServeAsync(connection));
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
            {
                if (e is SocketException { SocketErrorCode: not SocketError.OperationAborted })
                {
                    LogAcceptFailed(e.Message);
                }

                return;
            }
        }
    }

    private async Task ServeAsync(RunnerConnection connection)
    {
        await Task.Yield();
        try
        {
            await connection.RunAsync(_stop.Token);
        }
        finally
        {
            lock (_gate)
            {
                _connections.Remove(connection);
            }

            connection.Dispose();
        }
    }

    [LoggerMessage(210, LogLevel.Error, "No more runners can be accepted: {Why}")]
    private partial void LogAcceptFailed(string why);
}
