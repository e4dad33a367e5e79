using System.Text.Json.Serialization;

namespace GamSessions.Api.Sessions;

/// <summary>One session.</summary>
/// <param name="Session">The session.</param>
internal sealed record SessionAnswer(SessionResource Session);

/// <summary>The answer to a create.</summary>
/// <param name="Message">What happened, in words.</param>
/// <param name="Session">The session.</param>
/// <param name="WebsocketInfo">How to reach it; null while it is starting.</param>
internal sealed record CreateAnswer(string Message, SessionResource Session, WebsocketInfo? WebsocketInfo);

/// <summary>A page of sessions.</summary>
internal sealed record SessionListAnswer
{
    /// <summary>The newest first.</summary>
    public required IReadOnlyList<SessionResource> Sessions { get; init; }

    /// <summary>The number of the next page; absent on the last.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? NextPage { get; init; }
}

/// <summary>How to reach a session's websocket.</summary>
/// <param name="SessionId">The session.</param>
/// <param name="Url">The whole address, <c>ws</c> or <c>wss</c>, a path prefix included.</param>
/// <param name="Path">Its path, the prefix included.</param>
/// <param name="WebsocketPath">The same.</param>
/// <param name="ServiceName">The session's Service in the cluster; null without one.</param>
/// <param name="Kubernetes">Whether it runs in a cluster.</param>
/// <param name="Protocol">The websocket subprotocol.</param>
/// <param name="Token">A token for this session: in the header <c>Authorization</c>, or as the subprotocol <c>bearer.</c> and the token.</param>
/// <param name="TokenExpiresAt">Until when it opens a websocket; one that is open stays open.</param>
internal sealed record WebsocketInfo(
    string SessionId,
    string Url,
    string Path,
    string WebsocketPath,
    string? ServiceName,
    bool Kubernetes,
    string Protocol,
    string Token,
    DateTime TokenExpiresAt);
