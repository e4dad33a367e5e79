namespace SocketIo.Engine;

/// <summary>Settings of an Engine.IO server. Durations and sizes must be positive.</summary>
public sealed class EngineOptions
{
    /// <summary>From one heartbeat's answer to the next ping; default 25 s.</summary>
    public TimeSpan PingInterval { get; set; } = TimeSpan.FromSeconds(25);

    /// <summary>How long a client has for its answer to a ping; default 20 s. After it the connection is closed.</summary>
    public TimeSpan PingTimeout { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How long an upgrade from polling to websocket may take; default 10 s.</summary>
    public TimeSpan UpgradeTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a connection that is being closed waits for the poll that fetches the rest; default 30 s.</summary>
    public TimeSpan CloseTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The most bytes of one request's body or one websocket message, as the handshake tells clients; default 1,000,000.</summary>
    public int MaxPayload { get; set; } = 1_000_000;

    /// <summary>
    /// Bytes that may wait for one client before <see cref="EngineSocket.SendAsync(EngineMessage, CancellationToken)"/> waits itself;
    /// default 1 MiB. One message may exceed it.
    /// </summary>
    public int SendBufferBytes { get; set; } = 1 << 20;

    /// <summary>Sends that may wait for room at the same time; one more closes the connection; default 1000.</summary>
    public int MaxWaitingSends { get; set; } = 1000;

    /// <summary>Connections at the same time; a further handshake is refused with 503; default 10,000.</summary>
    public int MaxConnections { get; set; } = 10_000;

    /// <summary>Whether clients may change from polling to websocket; default true.</summary>
    public bool AllowUpgrades { get; set; } = true;

    /// <summary>Whether a connection may begin with, or use, polling; default true.</summary>
    public bool AllowPolling { get; set; } = true;

    /// <summary>Whether a connection may use a websocket; default true.</summary>
    public bool AllowWebSocket { get; set; } = true;

    /// <summary>
    /// Which origins get CORS headers: asked with the request's Origin. Null (the default) sends none; then browsers' pages of other
    /// origins can't poll. It refuses nobody: a websocket is not bound by CORS, for that there is <see cref="AllowRequest"/>.
    /// </summary>
    public Func<string, bool>? CorsOrigins { get; set; }

    /// <summary>
    /// Asked at every handshake, with the request; a text that is not null refuses it with 403 and that message. Null (the default)
    /// lets everybody in. What it puts into the handshake's items can be read later.
    /// </summary>
    public Func<Microsoft.AspNetCore.Http.HttpContext, EngineHandshake, ValueTask<string?>>? AllowRequest { get; set; }

    /// <summary>Asked at every handshake before all else: a further one is refused with 503 while it says so.</summary>
    internal Func<bool>? IsFull { get; set; }

    internal void Validate()
    {
        foreach (var (name, value) in new[]
        {
            (nameof(PingInterval), PingInterval), (nameof(PingTimeout), PingTimeout), (nameof(UpgradeTimeout), UpgradeTimeout), (nameof(CloseTimeout), CloseTimeout),
        })
        {
            ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(value, TimeSpan.Zero, name);
        }

        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxPayload, nameof(MaxPayload));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(SendBufferBytes, nameof(SendBufferBytes));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxWaitingSends, nameof(MaxWaitingSends));
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(MaxConnections, nameof(MaxConnections));
    }
}
