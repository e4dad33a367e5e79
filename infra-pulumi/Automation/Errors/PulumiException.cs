namespace PulumiAutomation;

/// <summary>The family of what can go wrong with the CLI and its stacks. Messages say what to do next and bear no secret.</summary>
public abstract class PulumiException(string message, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>Whether the same call may work later without anybody changing anything.</summary>
    public virtual bool CanRetry => false;
}

/// <summary>The workspace's folder is not as it must be.</summary>
public sealed class WorkspaceException(string message, Exception? inner = null) : PulumiException(message, inner);

/// <summary>There is no CLI under that name.</summary>
public sealed class PulumiCommandNotFoundException(string command, Exception? inner = null) : PulumiException(
    $"There is no program '{command}'. Install the Pulumi CLI (https://www.pulumi.com/docs/install/) so that it is on PATH, or name its path.", inner)
{
    /// <summary>The name or path that was tried.</summary>
    public string Command { get; } = command;
}

/// <summary>The CLI is older than this library can work with.</summary>
public sealed class PulumiVersionException(string found, Version needed) : PulumiException(
    $"The Pulumi CLI is version {found}, and {needed} or newer is needed. Update it.")
{
    /// <summary>What the CLI says it is.</summary>
    public string Found { get; } = found;

    /// <summary>The oldest that serves.</summary>
    public Version Needed { get; } = needed;
}

/// <summary>No back end is logged in to, or the one that is named can't be opened.</summary>
public sealed class NotLoggedInException(string cliMessage) : PulumiException(
    $"The Pulumi back end can't be used: {cliMessage} Name a folder that exists (file:///…) or another back end, and give its credentials in the environment.");

/// <summary>The stacks' passphrase is missing or is not the one that the stack was made with.</summary>
public sealed class PassphraseException(string cliMessage) : PulumiException(
    $"The passphrase of the stack does not fit: {cliMessage} Set PULUMI_CONFIG_PASSPHRASE or PULUMI_CONFIG_PASSPHRASE_FILE to that with which the stack was made.");

/// <summary>There is no stack of that name.</summary>
public sealed class StackNotFoundException(string cliMessage) : PulumiException($"There is no such stack: {cliMessage}");

/// <summary>A stack of that name is there already.</summary>
public sealed class StackAlreadyExistsException(string cliMessage) : PulumiException($"The stack can't be created: {cliMessage}");

/// <summary>A plugin is neither installed nor on PATH.</summary>
public sealed class ProviderMissingException(string plugin, string cliMessage) : PulumiException(
    $"The Pulumi plugin {plugin} is missing: {cliMessage} Install it (pulumi plugin install), or put {plugin} on PATH.")
{
    /// <summary>The plugin's program, as <c>pulumi-resource-kubernetes</c>.</summary>
    public string Plugin { get; } = plugin;
}
