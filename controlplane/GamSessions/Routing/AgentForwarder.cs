using System.Diagnostics;
using System.Net;
using GamSessions.Api.Problems;
using GamSessions.Provisioning;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Yarp.ReverseProxy.Forwarder;

namespace GamSessions.Routing;

/// <summary>Carries a client's websocket to the agent, byte for byte, for as long as both want.</summary>
internal sealed partial class AgentForwarder(IHttpForwarder forwarder, ILogger<AgentForwarder> logger) : IDisposable
{
    // The agent itself pings, and drops who is silent; a limit here would cut sockets that are only quiet.
    private static readonly ForwarderRequestConfig Quiet = new()
    {
        ActivityTimeout = Timeout.InfiniteTimeSpan,
        Version = HttpVersion.Version11,
        VersionPolicy = HttpVersionPolicy.RequestVersionExact,
    };

    private readonly HttpMessageInvoker _client = new(new SocketsHttpHandler
    {
        UseProxy = false,
        AllowAutoRedirect = false,
        AutomaticDecompression = DecompressionMethods.None,
        UseCookies = false,
        EnableMultipleHttp2Connections = true,
        ActivityHeadersPropagator = new ReverseProxyPropagator(DistributedContextPropagator.Current),
        ConnectTimeout = TimeSpan.FromSeconds(5),
    });

    /// <summary>Returns when the websocket is over.</summary>
    public async Task ForwardAsync(HttpContext context, string sessionId, AgentEndpoint agent, QueryString query, string? token)
    {
        var transformer = new AgentTransformer(sessionId, query, token);
        var error = await forwarder.SendAsync(context, agent.BaseUrl.ToString().TrimEnd('/'), agent.Via ?? _client, Quiet, transformer, context.RequestAborted);
        if (error is ForwarderError.None)
        {
            return;
        }

        LogForwarding(sessionId, error);
        if (!context.Response.HasStarted)
        {
            context.Response.Clear();
            await RouterRefusals.BeforeUpgradeAsync(
                context, ProblemCode.Unavailable, "The session can't be reached at the moment; try again.", TimeSpan.FromSeconds(1));
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    [LoggerMessage(301, LogLevel.Debug, "A websocket of session {SessionId} ended with {Error}.")]
    private partial void LogForwarding(string sessionId, ForwarderError error);
}
