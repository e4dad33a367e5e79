namespace GamSessions.Provisioning;

/// <summary>Where an agent listens, as seen from the control plane.</summary>
/// <param name="BaseUrl">Its HTTP address; the websocket is <c>ws/session/{id}/</c> below it.</param>
/// <param name="AgentId">The agent that should answer there, where the engine knows (a pod's UID), else null.</param>
/// <param name="Via">What requests to it have to go through (it presents the control plane to a proxy in between), or null for none. The engine owns it.</param>
public sealed record AgentEndpoint(Uri BaseUrl, string? AgentId, HttpMessageInvoker? Via = null);
