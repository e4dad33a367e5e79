namespace PulumiAutomation;

/// <summary>What all operations on a stack take.</summary>
public abstract class StackOperationOptions
{
    /// <summary>Words for the stack's history; null for none.</summary>
    public string? Message { get; init; }

    /// <summary>Resource operations at once; null for the CLI's default, 8.</summary>
    public int? Parallel { get; init; }

    /// <summary>Gets every event as the CLI prints it, one after the other. Taking long holds the CLI back.</summary>
    public Action<EngineEvent>? OnEvent { get; init; }

    /// <summary>Gets every line of the CLI's standard error, secrets masked.</summary>
    public Action<string>? OnStandardError { get; init; }

    /// <summary>The same as <see cref="OnEvent"/>, awaited: for the streams of events.</summary>
    internal Func<EngineEvent, CancellationToken, ValueTask>? OnEventAsync { get; init; }
}

/// <summary>How to bring a stack up.</summary>
public sealed class UpOptions : StackOperationOptions
{
    /// <summary>Whether the state is compared with the cloud first; default not.</summary>
    public bool Refresh { get; init; }
}

/// <summary>How to preview a stack.</summary>
public sealed class PreviewOptions : StackOperationOptions
{
    /// <summary>Whether the state is compared with the cloud first, so that changes made by others show; default not.</summary>
    public bool Refresh { get; init; }
}

/// <summary>How to refresh a stack.</summary>
public sealed class RefreshOptions : StackOperationOptions
{
    /// <summary>Whether creates that were under way when a CLI died are dropped from the state; default not.</summary>
    public bool ClearPendingCreates { get; init; }
}

/// <summary>How to destroy a stack.</summary>
public sealed class DestroyOptions : StackOperationOptions
{
    /// <summary>Whether the stack goes too, with its history and configuration, once its resources are gone; default not.</summary>
    public bool Remove { get; init; }

    /// <summary>Whether the state is compared with the cloud first, so that what is gone already is no obstacle; default not.</summary>
    public bool Refresh { get; init; }
}
