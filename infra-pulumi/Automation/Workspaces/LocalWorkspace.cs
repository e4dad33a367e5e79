using System.Globalization;
using System.Text.Json;
using PulumiAutomation.Commands;
using PulumiAutomation.Errors;

namespace PulumiAutomation;

/// <summary>
/// A folder with a Pulumi program, and the CLI that works on it. Shaped after Pulumi's own Automation API; it drives programs that are
/// files (Pulumi YAML needs no language tool chain). It owns neither the folder nor the back end.
/// </summary>
public sealed class LocalWorkspace
{
    /// <summary>The oldest CLI that serves: it has the exit codes and the JSON stream that are read here.</summary>
    public static readonly Version OldestVersion = new(3, 200, 0);

    private readonly PulumiCommand _command;

    private LocalWorkspace(LocalWorkspaceOptions options, PulumiCommand command)
    {
        Options = options;
        _command = command;
    }

    /// <summary>The folder with the program.</summary>
    public string WorkDir => Options.WorkDir;

    internal LocalWorkspaceOptions Options { get; }

    /// <summary>Opens a workspace. Nothing is started and nothing checked; <see cref="CheckVersionAsync"/> does that.</summary>
    public static LocalWorkspace Create(LocalWorkspaceOptions options) => new(options, new PulumiCommand(options));

    /// <summary>Makes sure that there is a CLI and that it is new enough.</summary>
    /// <returns>Its version.</returns>
    /// <exception cref="PulumiCommandNotFoundException">There is none.</exception>
    /// <exception cref="PulumiVersionException">It is too old.</exception>
    public async Task<Version> CheckVersionAsync(CancellationToken cancellationToken = default)
    {
        var result = await CallAsync(["version"], cancellationToken);
        var text = result.StandardOutput.Trim();
        return Version.TryParse(text.TrimStart('v').Split('-', '+')[0], out var version) && version >= OldestVersion
            ? version
            : throw new PulumiVersionException(text, OldestVersion);
    }

    /// <summary>Creates a stack.</summary>
    /// <exception cref="StackAlreadyExistsException">It is there already; <see cref="SelectStack"/> takes it.</exception>
    public async Task<WorkspaceStack> CreateStackAsync(string name, CancellationToken cancellationToken = default)
    {
        await CallAsync(["stack", "init", "--no-select", "--stack", name], cancellationToken);
        return SelectStack(name);
    }

    /// <summary>Creates a stack, or takes the one that is there.</summary>
    public async Task<WorkspaceStack> CreateOrSelectStackAsync(string name, CancellationToken cancellationToken = default)
    {
        try
        {
            return await CreateStackAsync(name, cancellationToken);
        }
        catch (StackAlreadyExistsException)
        {
            return SelectStack(name);
        }
    }

    /// <summary>A stack by its name; whether it is there shows at the first operation.</summary>
    public WorkspaceStack SelectStack(string name) => new(name, this, _command);

    /// <summary>Removes a stack with its history.</summary>
    /// <param name="name">The stack.</param>
    /// <param name="force">Whether it goes even if its state holds resources, which are then nobody's; default not.</param>
    /// <param name="cancellationToken">Cancels.</param>
    public Task RemoveStackAsync(string name, bool force = false, CancellationToken cancellationToken = default) =>
        CallAsync(["stack", "rm", "--yes", .. (string[])(force ? ["--force"] : []), "--stack", name], cancellationToken);

    /// <summary>The stacks of a project, or of the program's own where none is named.</summary>
    public async Task<IReadOnlyList<StackSummary>> ListStacksAsync(string? project = null, CancellationToken cancellationToken = default)
    {
        var result = await CallAsync(["stack", "ls", "--json", .. (string[])(project is null ? [] : ["--project", project])], cancellationToken);
        using var json = JsonDocument.Parse(result.StandardOutput);
        return [.. json.RootElement.EnumerateArray().Select(ReadSummary)];
    }

    /// <summary>
    /// Ends processes of the CLI and its plugins that work in this folder and that nobody waits for: what is left when the process that
    /// had called them died. Not while a call of this workspace runs.
    /// </summary>
    /// <returns>How many there were.</returns>
    public Task<int> EndLeftoversAsync(CancellationToken cancellationToken = default) => _command.Leftovers.EndAsync(cancellationToken);

    internal async Task<CommandResult> CallAsync(IReadOnlyList<string> arguments, CancellationToken cancellationToken)
    {
        // What comes after "--" are values.
        var options = arguments.TakeWhile(argument => argument != "--").ToArray();
        var call = new CommandCall([.. options, "--non-interactive", "--color", "never", .. arguments.Skip(options.Length)], WorkDir);
        var result = await _command.RunAsync(call, cancellationToken);
        return result.ExitCode == 0 ? result : throw ErrorReader.Read(call.Name, result, []);
    }

    private static StackSummary ReadSummary(JsonElement json) => new(
        (json.GetProperty("name").GetString() ?? string.Empty).Split('/')[^1],
        json.TryGetProperty("lastUpdate", out var at) && DateTimeOffset.TryParse(at.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var last) ? last : null,
        json.TryGetProperty("updateInProgress", out var running) && running.ValueKind is JsonValueKind.True,
        json.TryGetProperty("resourceCount", out var count) && count.ValueKind is JsonValueKind.Number ? count.GetInt32() : null);
}
