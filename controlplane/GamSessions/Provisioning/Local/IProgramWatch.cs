namespace GamSessions.Provisioning.Local;

/// <summary>What is expected of one run of a program.</summary>
internal interface IProgramWatch
{
    /// <summary>A line of its standard output.</summary>
    void Line(string line);

    /// <summary>Waits until it has ended; may end it when it does not do what is expected. The exit code.</summary>
    Task<int> WatchAsync(ChildProcess child, CancellationToken stopping);

    /// <summary>It has ended.</summary>
    void Ended();
}

/// <summary>Expects nothing but that it runs.</summary>
internal sealed class PlainWatch(Action<string> say) : IProgramWatch
{
    /// <inheritdoc/>
    public void Line(string line) => say(line);

    /// <inheritdoc/>
    public Task<int> WatchAsync(ChildProcess child, CancellationToken stopping) => child.Exited;

    /// <inheritdoc/>
    public void Ended()
    {
        // Nobody needs to know.
    }
}
