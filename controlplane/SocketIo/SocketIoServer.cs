using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using SocketIo.Engine;
using SocketIo.Recovery;

namespace SocketIo;

/// <summary>
/// A server of Socket.IO 5 on Engine.IO 4: namespaces, events with acknowledgements and binary arguments, rooms, recovery of lost
/// connections. Clients are any of Socket.IO v3 and v4. No maintained server for .NET was found to build on.
/// </summary>
public sealed partial class SocketIoServer
{
    private readonly ConcurrentDictionary<string, SocketNamespace> _namespaces = new(StringComparer.Ordinal);
    private readonly List<(Func<string, bool> Fits, SocketNamespace Namespace)> _families = [];
    private readonly ILogger _logger;
    private int _unconnected;

    /// <summary>Makes one.</summary>
    /// <param name="options">Its settings; not to be changed any more.</param>
    /// <param name="time">The clock; default the system's.</param>
    /// <param name="loggers">Where to log; default nowhere. Events are never logged.</param>
    public SocketIoServer(SocketIoOptions? options = null, TimeProvider? time = null, ILoggerFactory? loggers = null)
    {
        Options = options ?? new SocketIoOptions();
        Options.Validate();
        Time = time ?? TimeProvider.System;
        loggers ??= NullLoggerFactory.Instance;
        _logger = loggers.CreateLogger<SocketIoServer>();
        Recovery = Options.Recovery is { } recovery ? new RecoveryTable(recovery, Time) : null;
        Options.Engine.IsFull = () => Volatile.Read(ref _unconnected) >= Options.MaxUnconnected;
        Engine = new EngineServer(Options.Engine, Time, loggers.CreateLogger<EngineServer>()) { OnConnection = connection => new SocketClient(this, connection).Begin() };
    }

    /// <summary>The server of the connections below.</summary>
    public EngineServer Engine { get; }

    internal SocketIoOptions Options { get; }

    internal TimeProvider Time { get; }

    internal RecoveryTable? Recovery { get; }

    /// <summary>A namespace, made when there was none of that name; clients can connect to it from then on.</summary>
    /// <param name="name">Its name, with a slash first; <c>/</c> is the main one.</param>
    public SocketNamespace Of(string name) => _namespaces.GetOrAdd(name, _ => new SocketNamespace());

    /// <summary>One namespace for all names that fit and have no namespace of their own. To be set before clients come.</summary>
    public SocketNamespace OfAll(Func<string, bool> fits)
    {
        var home = new SocketNamespace();
        _families.Add((fits, home));
        return home;
    }

    /// <summary>Closes all connections and refuses new ones; clients try again by themselves.</summary>
    public void Close() => Engine.Close();

    internal SocketNamespace? Find(string name) =>
        _namespaces.GetValueOrDefault(name) ?? _families.FirstOrDefault(family => family.Fits(name)).Namespace;

    internal void CountUnconnected(int change) => Interlocked.Add(ref _unconnected, change);

    [LoggerMessage(11, LogLevel.Error, "A handler of namespace {Namespace} failed.")]
    internal partial void LogHandlerFailed(Exception exception, string @namespace);

    [LoggerMessage(12, LogLevel.Debug, "A connection broke the protocol: {Problem}")]
    internal partial void LogBroken(string problem);
}
