namespace GamAgent.Server.Tests.Schedules;

/// <summary>What runs a schedule's command.</summary>
internal interface IScheduledRunner : IAsyncDisposable
{
    /// <summary>The command is over and its exit was sent, or is about to be.</summary>
    bool ExitSent { get; }

    /// <summary>The exit is in the journal, as far as it can be known from here.</summary>
    bool Done { get; }

    /// <summary>The arguments that make the command.</summary>
    IReadOnlyList<string> Arguments { get; }

    /// <summary>Completes when there is nothing more to do for it.</summary>
    Task Completion { get; }
}
