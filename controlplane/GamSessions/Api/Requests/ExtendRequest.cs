namespace GamSessions.Api.Requests;

/// <summary>The body of <c>POST /api/sessions/{id}/extend</c>.</summary>
/// <param name="Minutes">How many minutes from now the session should live at least.</param>
internal sealed record ExtendRequest(int Minutes);
