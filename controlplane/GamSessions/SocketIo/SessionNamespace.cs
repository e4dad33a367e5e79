namespace GamSessions.SocketIo;

/// <summary>The namespaces of sessions: <c>/ws/session/{id}/</c>, the final slash optional.</summary>
internal static class SessionNamespace
{
    private const string Start = "/ws/session/";

    /// <summary>The session's id, whether there is such a session or not; null for other namespaces.</summary>
    public static string? FindId(string name)
    {
        if (!name.StartsWith(Start, StringComparison.Ordinal))
        {
            return null;
        }

        var id = name[Start.Length..];
        id = id.EndsWith('/') ? id[..^1] : id;
        return id.Length is > 0 and <= 63 && !id.Contains('/', StringComparison.Ordinal) ? id : null;
    }
}
