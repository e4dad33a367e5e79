namespace GamSessions.Access;

/// <summary>Who is calling the API.</summary>
/// <param name="Owner">Whose sessions they see.</param>
/// <param name="Subject">Who they are, as <c>by</c> in events.</param>
/// <param name="Role">What they may do.</param>
public sealed record Caller(string Owner, string Subject, CallerRole Role);

/// <summary>What a caller may do.</summary>
public enum CallerRole
{
    /// <summary>Look.</summary>
    Viewer,

    /// <summary>All with their own sessions.</summary>
    Operator,

    /// <summary>All with everybody's.</summary>
    Administrator,
}
