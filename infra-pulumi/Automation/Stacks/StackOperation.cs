using System.Text.Json;
using PulumiAutomation.Commands;
using PulumiAutomation.Errors;
using PulumiAutomation.Events;

namespace PulumiAutomation.Stacks;

/// <summary>One run of up, preview, refresh or destroy: starts the CLI, reads its events, and says how it went.</summary>
internal sealed class StackOperation(string verb, string kind, IReadOnlyList<string> arguments, StackOperationOptions options)
{
    private const int MostKept = 100;
    private const string StackType = "pulumi:pulumi:Stack";

    private readonly List<ResourceFailure> _failures = [];
    private readonly List<string> _programErrors = [];
    private readonly List<string> _warnings = [];
    private JsonElement _outputs;
    private IReadOnlyDictionary<string, int> _changes = new Dictionary<string, int>();

    /// <summary>The outputs of the stack, once the operation told them.</summary>
    public IReadOnlyDictionary<string, OutputValue> Outputs => OutputValue.Read(_outputs);

    /// <summary>Runs it.</summary>
    /// <exception cref="PulumiException">It failed.</exception>
    public async Task<UpdateSummary> RunAsync(PulumiCommand command, string workDir, CancellationToken cancellationToken)
    {
        List<string> all = [verb, "--non-interactive", "--color", "never", "--json", .. arguments];
        if (options.Message is { } message)
        {
            all.AddRange(["--message", message]);
        }

        if (options.Parallel is { } parallel)
        {
            all.AddRange(["--parallel", parallel.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        }

        var call = new CommandCall(all, workDir)
        {
            OnOutput = TakeAsync,
            OnError = options.OnStandardError,
        };
        var result = await command.RunAsync(call, cancellationToken);
        return result.ExitCode == 0 ? new UpdateSummary(kind, _changes, _warnings) : throw ErrorReader.Read(verb, result, Errors());
    }

    private async ValueTask TakeAsync(string line, CancellationToken cancellationToken)
    {
        if (EngineEventReader.Read(line) is not { } read)
        {
            return;
        }

        Note(read);
        options.OnEvent?.Invoke(read);
        if (options.OnEventAsync is { } handle)
        {
            await handle(read, cancellationToken);
        }
    }

    private void Note(EngineEvent read)
    {
        switch (read)
        {
            case { Kind: EngineEventKind.Diagnostic, Severity: "error", Message: { Length: > 0 } text } when read.Urn is not null:
                Keep(_failures, ResourceFailure.From(read.Urn, text));
                break;
            // The YAML runtime tells what is wrong with the program by lines of standard error.
            case { Kind: EngineEventKind.Diagnostic, Severity: "error" or "info#err", Message: { Length: > 0 } text }
                when !text.StartsWith("warning:", StringComparison.Ordinal) && text is not ("update failed" or "preview failed"):
                Keep(_programErrors, text);
                break;
            case { Kind: EngineEventKind.Diagnostic, Severity: "warning", Message: { Length: > 0 } text }:
                Keep(_warnings, text);
                break;
            case { Kind: EngineEventKind.ResourceOutputs }:
                TakeOutputs(read.Json.GetProperty("resOutputsEvent").GetProperty("metadata"));
                break;
            case { Kind: EngineEventKind.Summary }:
                _changes = read.ResourceChanges;
                break;
        }
    }

    private void TakeOutputs(JsonElement metadata)
    {
        if (metadata.TryGetProperty("type", out var type) && type.GetString() == StackType
            && metadata.TryGetProperty("new", out var state) && state.ValueKind is JsonValueKind.Object
            && state.TryGetProperty("outputs", out var outputs))
        {
            _outputs = outputs;
        }
    }

    private List<ResourceFailure> Errors() =>
        _failures.Count == 0 && _programErrors.Count > 0 ? [ResourceFailure.From(null, string.Join('\n', _programErrors))] : _failures;

    private static void Keep<T>(List<T> list, T item)
    {
        if (list.Count < MostKept && !list.Contains(item))
        {
            list.Add(item);
        }
    }
}
