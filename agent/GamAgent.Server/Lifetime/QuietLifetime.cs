namespace GamAgent.Server.Lifetime;

/// <summary>The host's own handling of signals is replaced by <see cref="AgentProgram"/>'s: what a signal means here is an end sequence of our own.</summary>
internal sealed class QuietLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
