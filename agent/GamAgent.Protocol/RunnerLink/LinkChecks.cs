namespace GamAgent.Protocol.RunnerLink;

/// <summary>
/// What JSON alone can't promise about a runner's messages: a missing field arrives as null, whatever the type says. Checked before anybody acts on them.
/// </summary>
public static class LinkChecks
{
    private const int LongestRunnerId = 128;
    private const int LongestCommandId = 64;

    /// <summary>Checks a hello.</summary>
    /// <exception cref="LinkProtocolException">A field is missing or out of range.</exception>
    public static LinkHello Checked(this LinkHello hello)
    {
        if (hello.RunnerId is not { Length: >= 1 and <= LongestRunnerId } || hello.StdinReceived < 0)
        {
            throw new LinkProtocolException("a hello without a fit runner id");
        }

        hello.Running?.Checked();
        return hello;
    }

    /// <summary>Checks a secret.</summary>
    /// <exception cref="LinkProtocolException">It has no text.</exception>
    public static LinkSecret Checked(this LinkSecret secret) =>
        secret.Text is not null ? secret : throw new LinkProtocolException("a secret without a text");

    /// <summary>Checks a start that the runner tells of.</summary>
    /// <exception cref="LinkProtocolException">A field is missing or out of range.</exception>
    public static LinkStarted Checked(this LinkStarted started)
    {
        if (started.Start is not { Command: > 0, Id.Length: >= 1 and <= LongestCommandId, Args: { } args, By: not null } || args.Any(a => a is null))
        {
            throw new LinkProtocolException("a start without its command");
        }

        return started;
    }

    /// <summary>Checks the state of a file that the runner tells of.</summary>
    /// <exception cref="LinkProtocolException">A field is missing or out of range.</exception>
    public static LinkFileState Checked(this LinkFileState state) =>
        state.Size >= 0 && (state.Problem is null or { Message: not null }) && (state.Etag is null || (state.Etag.Length <= 128 && state.Etag.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')))
            ? state
            : throw new LinkProtocolException("a file's state that can't be");
}
