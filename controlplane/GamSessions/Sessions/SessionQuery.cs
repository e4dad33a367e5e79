namespace GamSessions.Sessions;

/// <summary>Which sessions to list.</summary>
/// <param name="Owner">Whose, or null for all.</param>
/// <param name="Status">Only these, or null for all.</param>
/// <param name="Page">From 1.</param>
/// <param name="PageSize">1 to 500.</param>
public sealed record SessionQuery(string? Owner, SessionStatus? Status = null, int Page = 1, int PageSize = 50);

/// <summary>A page of sessions.</summary>
/// <param name="Sessions">Newest first.</param>
/// <param name="NextPage">The next page's number, or null at the end.</param>
public sealed record SessionPage(IReadOnlyList<Session> Sessions, int? NextPage);
