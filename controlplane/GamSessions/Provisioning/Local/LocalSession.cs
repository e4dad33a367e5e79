using GamSessions.Options;
using GamSessions.Sessions;
using Microsoft.Extensions.Logging;

namespace GamSessions.Provisioning.Local;

/// <summary>The two programs of one session, kept running. It owns them, not the folders.</summary>
internal sealed class LocalSession : IDisposable
{
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(2);
    private readonly SessionSpec _spec;
    private readonly LimitOptions _limits;
    private readonly Func<ProvisionerNotice, Task> _notify;
    private readonly SupervisedProgram _agent;
    private readonly SupervisedProgram _runner;
    private readonly TaskCompletionSource _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile AgentEndpoint? _endpoint;
    private volatile bool _stopping;

    public LocalSession(
        SessionSpec spec, ProgramStart agent, ProgramStart runner, LimitOptions limits, Func<ProvisionerNotice, Task> notify, TimeProvider time, ILogger logger)
    {
        _spec = spec;
        _limits = limits;
        _notify = notify;
        _agent = new SupervisedProgram(spec.Session.Id, agent, say => new AgentWatch(say, Listening, time), time, logger);
        _runner = new SupervisedProgram(spec.Session.Id, runner, say => new PlainWatch(say), time, logger);
    }

    /// <summary>Where the agent listens, or null while it doesn't.</summary>
    public AgentEndpoint? Endpoint => _endpoint;

    /// <summary>Starts both; returns when the agent listens.</summary>
    /// <exception cref="ProvisioningException">One of them keeps ending.</exception>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        _agent.Start();
        _runner.Start();
        var givenUp = Task.WhenAny(_agent.GivenUp, _runner.GivenUp);
        if (await Task.WhenAny(_listening.Task, givenUp).WaitAsync(cancellationToken) == givenUp)
        {
            throw await await givenUp;
        }

        _ = TellWhenLostAsync(givenUp);
    }

    /// <summary>Ends both: their standard input closes, which they take for the end of the host; whoever does not end within the ladder's time is killed.</summary>
    public async Task StopAsync()
    {
        _stopping = true;
        var wait = _limits.InterruptWait + _limits.TerminateWait + _limits.DrainWait + Margin;
        await Task.WhenAll(_agent.StopAsync(wait), _runner.StopAsync(wait));
    }

    /// <summary>After both have ended.</summary>
    public void Dispose()
    {
        _agent.Dispose();
        _runner.Dispose();
    }

    private void Listening(AgentEndpoint? endpoint)
    {
        _endpoint = endpoint;
        if (endpoint is not null && !_listening.TrySetResult() && !_stopping)
        {
            _ = _notify(new ProvisionerNotice(_spec.Session.Id, ProvisionerNoticeKind.AgentReplaced));
        }
    }

    private async Task TellWhenLostAsync(Task<Task<ProvisioningException>> givenUp)
    {
        var problem = await await givenUp;
        if (!_stopping)
        {
            await _notify(new ProvisionerNotice(_spec.Session.Id, ProvisionerNoticeKind.Lost, problem.Reason, problem.Message));
        }
    }
}
