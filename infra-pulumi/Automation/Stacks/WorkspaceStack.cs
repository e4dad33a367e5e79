using System.Text.Json;
using PulumiAutomation.Commands;
using PulumiAutomation.Errors;
using PulumiAutomation.Events;
using PulumiAutomation.Stacks;

namespace PulumiAutomation;

/// <summary>
/// A stack of a workspace. Each call is one launch of the CLI. Cancelling a call interrupts the CLI, which finishes what it has begun
/// and releases its lock; one that doesn't within <see cref="LocalWorkspaceOptions.CancelGrace"/> is killed, and the stack is then put
/// in order (<c>cancel</c> if the lock was its own, <c>refresh --clear-pending-creates</c>) before the call returns. It owns no file.
/// </summary>
public sealed class WorkspaceStack
{
    private readonly PulumiCommand _command;

    internal WorkspaceStack(string name, LocalWorkspace workspace, PulumiCommand command)
    {
        Name = name;
        Workspace = workspace;
        _command = command;
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Where its program is.</summary>
    public LocalWorkspace Workspace { get; }

    /// <summary>Makes the cloud as the program says.</summary>
    /// <exception cref="PulumiException">It could not; the type says why.</exception>
    /// <exception cref="CommandCancelledException">It was cancelled.</exception>
    public async Task<UpResult> UpAsync(UpOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new UpOptions();
        var operation = new StackOperation("up", "update", ["--yes", "--skip-preview", .. Flag("--refresh", options.Refresh), "--stack", Name], options);
        var summary = await RunAsync(operation, cancellationToken);
        return new UpResult(summary, operation.Outputs);
    }

    /// <summary>The same as <see cref="UpAsync"/>, event by event. An error is thrown after the last event; leaving early cancels.</summary>
    public IAsyncEnumerable<EngineEvent> UpEventsAsync(UpOptions? options = null, CancellationToken cancellationToken = default) => EventStream.Read(
        (onEvent, token) => UpAsync(new UpOptions { Message = options?.Message, Parallel = options?.Parallel, Refresh = options?.Refresh ?? false, OnStandardError = options?.OnStandardError, OnEvent = options?.OnEvent, OnEventAsync = onEvent }, token),
        cancellationToken);

    /// <summary>Says what <see cref="UpAsync"/> would do, and does nothing.</summary>
    public async Task<PreviewResult> PreviewAsync(PreviewOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new PreviewOptions();
        var operation = new StackOperation("preview", "preview", [.. Flag("--refresh", options.Refresh), "--stack", Name], options);
        return new PreviewResult(await RunAsync(operation, cancellationToken));
    }

    /// <summary>Makes the state as the cloud is.</summary>
    public async Task<RefreshResult> RefreshAsync(RefreshOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new RefreshOptions();
        var operation = new StackOperation(
            "refresh", "refresh", ["--yes", "--skip-preview", .. Flag("--clear-pending-creates", options.ClearPendingCreates), "--stack", Name], options);
        return new RefreshResult(await RunAsync(operation, cancellationToken));
    }

    /// <summary>Deletes all that the stack made.</summary>
    public async Task<DestroyResult> DestroyAsync(DestroyOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new DestroyOptions();
        var operation = new StackOperation(
            "destroy", "destroy", ["--yes", "--skip-preview", .. Flag("--refresh", options.Refresh), .. Flag("--remove", options.Remove), "--stack", Name], options);
        return new DestroyResult(await RunAsync(operation, cancellationToken));
    }

    /// <summary>The same as <see cref="DestroyAsync"/>, event by event.</summary>
    public IAsyncEnumerable<EngineEvent> DestroyEventsAsync(DestroyOptions? options = null, CancellationToken cancellationToken = default) => EventStream.Read(
        (onEvent, token) => DestroyAsync(new DestroyOptions { Message = options?.Message, Parallel = options?.Parallel, Refresh = options?.Refresh ?? false, Remove = options?.Remove ?? false, OnStandardError = options?.OnStandardError, OnEvent = options?.OnEvent, OnEventAsync = onEvent }, token),
        cancellationToken);

    /// <summary>
    /// Takes the lock away, whoever holds it: for a holder that is known to be gone (<see cref="LockJudge"/>). What it had begun stays
    /// unfinished until the next up, refresh or destroy.
    /// </summary>
    public Task CancelAsync(CancellationToken cancellationToken = default) => CancelAsync(_command, Workspace.WorkDir, Name, cancellationToken);

    /// <summary>The outputs that the stack had after the last operation; secrets as <c>[secret]</c>.</summary>
    public async Task<IReadOnlyDictionary<string, OutputValue>> GetOutputsAsync(CancellationToken cancellationToken = default)
    {
        var result = await Workspace.CallAsync(["stack", "output", "--json", "--stack", Name], cancellationToken);
        using var json = JsonDocument.Parse(result.StandardOutput);
        return OutputValue.Read(json.RootElement);
    }

    /// <summary>Sets a tag of the stack.</summary>
    public Task SetTagAsync(string key, string value, CancellationToken cancellationToken = default) =>
        Workspace.CallAsync(["stack", "tag", "set", "--stack", Name, "--", key, value], cancellationToken);

    /// <summary>The tags of the stack.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ListTagsAsync(CancellationToken cancellationToken = default)
    {
        var result = await Workspace.CallAsync(["stack", "tag", "ls", "--json", "--stack", Name], cancellationToken);
        return JsonSerializer.Deserialize<Dictionary<string, string>>(result.StandardOutput) ?? [];
    }

    internal static async Task CancelAsync(PulumiCommand command, string workDir, string stack, CancellationToken cancellationToken)
    {
        var result = await command.RunAsync(new CommandCall(["cancel", "--yes", "--non-interactive", "--color", "never", "--stack", stack], workDir), cancellationToken);
        if (result.ExitCode != 0)
        {
            throw ErrorReader.Read("cancel", result, []);
        }
    }

    private async Task<UpdateSummary> RunAsync(StackOperation operation, CancellationToken cancellationToken)
    {
        try
        {
            return await operation.RunAsync(_command, Workspace.WorkDir, cancellationToken);
        }
        catch (CommandKilledException e)
        {
            e.RecoveryFailure = await RecoverAsync(e.ProcessId);
            throw;
        }
        catch (CommandCancelledException e) when (e.Killed)
        {
            e.RecoveryFailure = await RecoverAsync(e.ProcessId);
            throw;
        }
        catch (CommandTimeoutException e) when (e.InnerException is CommandCancelledException { Killed: true } inner)
        {
            inner.RecoveryFailure = await RecoverAsync(inner.ProcessId);
            throw;
        }
    }

    private Task<Exception?> RecoverAsync(int processId) => new StackRecovery(_command, Workspace.Options, Name).RunAsync(processId);

    private static string[] Flag(string flag, bool isSet) => isSet ? [flag] : [];
}
