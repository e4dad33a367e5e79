using System.Net.WebSockets;
using GamAgent.Protocol;
using GamSessions.Access;

namespace GamSessions.AgentLink;

/// <summary>How the control plane presents itself to an agent.</summary>
internal static class AgentDialling
{
    /// <summary>The control plane's own subject.</summary>
    public const string Subject = "control-plane";

    /// <summary>Gives a socket its subprotocol and a fresh token of the role <c>control</c>.</summary>
    public static Task PrepareAsync(ClientWebSocket socket, ISessionTokenIssuer issuer, string sessionId, CancellationToken cancellationToken) =>
        PrepareAsync(socket, issuer, sessionId, Subject, SessionRole.Control, cancellationToken);

    /// <summary>Gives a socket its subprotocol and a fresh token of somebody's.</summary>
    public static async Task PrepareAsync(
        ClientWebSocket socket, ISessionTokenIssuer issuer, string sessionId, string subject, SessionRole role, CancellationToken cancellationToken)
    {
        var token = await issuer.IssueAsync(sessionId, subject, role, cancellationToken);
        Prepare(socket, token.Value);
    }

    /// <summary>Gives a socket its subprotocol and a token.</summary>
    public static void Prepare(ClientWebSocket socket, string token)
    {
        socket.Options.AddSubProtocol(ProtocolVersion.Subprotocol);
        socket.Options.Proxy = null;
        socket.Options.SetRequestHeader("Authorization", $"Bearer {token}");

        // The API server's pod proxy strips the other one.
        socket.Options.SetRequestHeader(ProtocolVersion.AuthorizationHeader, $"Bearer {token}");
    }
}
