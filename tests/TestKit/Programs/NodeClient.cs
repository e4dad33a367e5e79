using System.Text.Json;

namespace TestKit;

/// <summary>A client that runs in Node.js: it takes lines of JSON and tells lines of JSON, each of which says what it is.</summary>
public sealed class NodeClient : IAsyncDisposable
{
    private const int TailLength = 4000;
    private readonly StartedProgram _program;
    private int _read;

    internal NodeClient(StartedProgram program) => _program = program;

    /// <summary>All lines so far.</summary>
    public IReadOnlyList<JsonElement> Lines => [.. _program.Output.Lines.Where(line => line.Length > 0).Select(line => JsonElement.Parse(line))];

    /// <summary>Whether its program has ended.</summary>
    public bool HasEnded => _program.HasExited;

    /// <summary>Tells it to do something.</summary>
    public Task Tell(object line) => _program.Write(JsonSerializer.Serialize(line) + "\n");

    /// <summary>Emits an event.</summary>
    public Task Emit(string emit, params object[] args) => Tell(new { emit, args });

    /// <summary>Ends its input, so that it closes its connection and ends.</summary>
    public void CloseInput() => _program.CloseInput();

    /// <summary>The next line that fits; those before it are passed over.</summary>
    public async Task<JsonElement> Next(string reason, Func<JsonElement, bool> fits)
    {
        JsonElement? found = null;
        var began = TimeProvider.System.GetTimestamp();
        await Eventually.True(reason, () =>
        {
            // Looked at first: its last lines may come with its end.
            var over = _program.Output.Ended.IsCompleted;
            var lines = Lines;
            for (; _read < lines.Count && found is null; _read++)
            {
                found = fits(lines[_read]) ? lines[_read] : null;
            }

            if (found is null && (over || TimeProvider.System.GetElapsedTime(began) > Eventually.DefaultLimit))
            {
                throw new InvalidOperationException($"The client did not tell {reason}. It told last:\n{Tail(_program.Output.Text)}\n{Tail(_program.Errors.Text)}");
            }

            return found is not null;
        }, Eventually.DefaultLimit * 2);
        return found!.Value;
    }

    /// <summary>The next line of a kind.</summary>
    public Task<JsonElement> Next(string kind) => Next($"a line '{kind}'", line => line.Text("is") == kind);

    /// <summary>The arguments of the next event of a name.</summary>
    public async Task<JsonElement> Event(string name) =>
        (await Next($"an event '{name}'", line => line.Text("is") == "event" && line.Text("event") == name)).GetProperty("args");

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => _program.DisposeAsync();

    private static string Tail(string text) => text.Length > TailLength ? text[^TailLength..] : text;
}
