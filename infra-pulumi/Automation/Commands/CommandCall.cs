namespace PulumiAutomation.Commands;

/// <summary>One call of the CLI.</summary>
/// <param name="Arguments">Its arguments; never a secret.</param>
/// <param name="WorkDir">The folder to run in.</param>
internal sealed record CommandCall(IReadOnlyList<string> Arguments, string WorkDir)
{
    /// <summary>Gets each line of standard output, masked, while the CLI runs. Null keeps the lines for the result alone.</summary>
    public Func<string, CancellationToken, ValueTask>? OnOutput { get; init; }

    /// <summary>Gets each line of standard error, masked.</summary>
    public Action<string>? OnError { get; init; }

    /// <summary>What the call is, for messages: the first words of the arguments.</summary>
    public string Name => string.Join(' ', Arguments.TakeWhile(a => !a.StartsWith('-')).Take(3));
}
