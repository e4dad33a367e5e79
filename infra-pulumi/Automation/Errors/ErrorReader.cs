using System.Text.RegularExpressions;
using PulumiAutomation.Commands;
using PulumiAutomation.Locks;

namespace PulumiAutomation.Errors;

/// <summary>Makes a typed error of what a failed CLI said. Its exit codes tell few cases apart, so its words are read as well.</summary>
internal static partial class ErrorReader
{
    private const int NotLoggedIn = 3;
    private const int StackNotFound = 6;

    /// <summary>The error of a call that failed.</summary>
    /// <param name="command">The call, for the message.</param>
    /// <param name="result">Its exit code and text.</param>
    /// <param name="diagnostics">The errors among its events, with the resource that each belongs to.</param>
    public static PulumiException Read(string command, CommandResult result, IReadOnlyList<ResourceFailure> diagnostics)
    {
        var said = Clean(result.StandardError);
        var all = string.Join('\n', diagnostics.Select(d => d.Message).Prepend(said));
        if (all.Contains("is currently locked by", StringComparison.Ordinal)
            || all.Contains("Another update is currently in progress", StringComparison.OrdinalIgnoreCase))
        {
            return new ConcurrentUpdateException(command, StackLockReader.Read(result.StandardError), said);
        }

        if (Interrupted().IsMatch(all))
        {
            return new OperationInterruptedException(command);
        }

        if (all.Contains("incorrect passphrase", StringComparison.Ordinal) || all.Contains("passphrase must be set", StringComparison.Ordinal))
        {
            return new PassphraseException(Sentence(said));
        }

        if (MissingPlugin().Match(all) is { Success: true } missing)
        {
            return new ProviderMissingException(missing.Groups["plugin"].Value, Sentence(missing.Value));
        }

        if (result.ExitCode == StackNotFound || NoStack().IsMatch(said))
        {
            return new StackNotFoundException(said);
        }

        if (StackThere().IsMatch(said))
        {
            return new StackAlreadyExistsException(said);
        }

        if (result.ExitCode == NotLoggedIn || said.Contains("must be set for login", StringComparison.Ordinal) || BackendNotOpened().IsMatch(said))
        {
            return new NotLoggedInException(Sentence(said));
        }

        return diagnostics.Count > 0
            ? new ResourceFailedException(command, diagnostics)
            : new CommandException(command, result.ExitCode, said.Length > 0 ? said : Clean(result.StandardOutput));
    }

    private static string Clean(string text) => text.Trim() is ['e', 'r', 'r', 'o', 'r', ':', ' ', .. var rest] ? rest : text.Trim();

    private static string Sentence(string text) => text.TrimEnd('.', '\n') + ".";

    [GeneratedRegex(@"no \w+ plugin '(?<plugin>pulumi-[\w-]+)' found[^\n]*|[Cc]ould not find plugin[^\n]*(?<plugin>pulumi-[\w-]+)[^\n]*|no (?<kind>resource|language) plugin '?(?<plugin>[\w-]+)'?[^\n]*found[^\n]*")]
    private static partial Regex MissingPlugin();

    // On a line of its own: words of the cluster may hold the same.
    [GeneratedRegex(@"^(error: )?(update|preview|refresh|destroy|operation) cancell?ed\.?$", RegexOptions.Multiline)]
    private static partial Regex Interrupted();

    [GeneratedRegex(@"no stack named '[^']*' found|stack '[^']*' not found")]
    private static partial Regex NoStack();

    [GeneratedRegex(@"stack '[^']*' already exists")]
    private static partial Regex StackThere();

    [GeneratedRegex(@"unable to open (state directory|bucket)|unable to check if bucket|invalid access token|problem logging in|401: Unauthorized|could not determine current cloud")]
    private static partial Regex BackendNotOpened();
}
