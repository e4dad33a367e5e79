using System.Text.Json;
using GamAgent.Protocol.Settings;

namespace GamSessions.Provisioning.Local;

/// <summary>Expects the agent's line that says where it listens, within <see cref="ListenLimit"/>.</summary>
internal sealed class AgentWatch(Action<string> say, Action<AgentEndpoint?> listening, TimeProvider time) : IProgramWatch
{
    private static readonly TimeSpan ListenLimit = TimeSpan.FromSeconds(30);
    private readonly TaskCompletionSource<AgentEndpoint> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <inheritdoc/>
    public void Line(string line)
    {
        if (!_listening.Task.IsCompleted && Parse(line) is { } endpoint)
        {
            _listening.TrySetResult(endpoint);
            listening(endpoint);
            return;
        }

        say(line);
    }

    /// <inheritdoc/>
    public async Task<int> WatchAsync(ChildProcess child, CancellationToken stopping)
    {
        await Task.WhenAny(_listening.Task, child.Exited, Task.Delay(ListenLimit, time, stopping));
        if (!_listening.Task.IsCompleted && !child.Exited.IsCompleted && !stopping.IsCancellationRequested)
        {
            say($"It did not say within {ListenLimit.TotalSeconds:0} s where it listens.");
            child.Kill();
        }

        return await child.Exited;
    }

    /// <inheritdoc/>
    public void Ended() => listening(null);

    private static AgentEndpoint? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize(line, ListeningLineJson.Default.ListeningLine) is { Event: "listening" } said
                && Uri.TryCreate(said.Url, UriKind.Absolute, out var url)
                ? new AgentEndpoint(url, said.AgentId)
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
