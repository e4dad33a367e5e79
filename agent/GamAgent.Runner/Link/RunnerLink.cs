using System.Net.Sockets;
using GamAgent.Protocol.RunnerLink;
using GamAgent.Runner.Diagnostics;
using GamAgent.Runner.Execution;
using GamAgent.Runner.Files;

namespace GamAgent.Runner.Link;

/// <summary>
/// Keeps a connection to the agent: dials its unix socket, and dials again for ever, from 50 ms apart to 1 s. Commands go on without it.
/// </summary>
internal sealed class RunnerLink(
    string socketPath,
    CommandSlot slot,
    Func<LinkUsage?> usage,
    LinkReceiver receiver,
    LinkRequests requests,
    FileTransfers files,
    ChangeSignal changes,
    TimeProvider time,
    RunnerLog log)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(50);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly string _runnerId = RunnerId.Create();

    /// <summary>Runs until it is cancelled.</summary>
    internal async Task RunAsync(CancellationToken cancellation)
    {
        var pause = FirstPause;
        var told = false;
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                if (await ConnectAndRunAsync(cancellation))
                {
                    pause = FirstPause;
                    told = false;
                }
            }
            catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
            {
                return;
            }
            catch (SocketException e)
            {
                // Once, not at every try: an agent may be away for long.
                if (!told)
                {
                    told = true;
                    log.Information(RunnerEvent.LinkRefused, $"{socketPath}: {e.SocketErrorCode}; trying again until it answers");
                }
            }
            catch (LinkProtocolException e)
            {
                log.Error(RunnerEvent.LinkLost, e.Message);
            }

            try
            {
                await Task.Delay(pause, time, cancellation);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private async Task<bool> ConnectAndRunAsync(CancellationToken cancellation)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(new UnixDomainSocketEndPoint(socketPath), cancellation);
        var current = slot.Current;
        var hello = new LinkHello(_runnerId, Environment.ProcessId, ProgramVersion.Text, current?.Started, current?.Input.Received ?? 0);
        var connection = new LinkConnection(socket, hello, new LinkSender(slot, usage), receiver, requests, files, changes, time);
        await connection.GreetAsync(cancellation);
        log.Information(RunnerEvent.LinkConnected, socketPath);
        await connection.RunAsync(cancellation);
        log.Information(RunnerEvent.LinkLost, "the agent ended the connection");
        return true;
    }
}
