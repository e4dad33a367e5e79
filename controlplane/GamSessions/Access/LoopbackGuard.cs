using GamSessions.Options;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace GamSessions.Access;

/// <summary>
/// In <c>local</c> mode nobody is asked who they are, so that only this machine may get in: any other listen address stops the start.
/// What the configuration says is checked before the server binds, what it bound to right after; until then nothing is served.
/// </summary>
internal sealed class LoopbackGuard(IServiceProvider services, IConfiguration configuration, IOptions<GamSessionsOptions> options) : IHostedLifecycleService
{
    private volatile bool _passed;

    /// <summary>Whether requests may be served.</summary>
    public bool Passed => _passed;

    private bool IsLocal => options.Value.Access.Mode == AccessOptions.Local;

    private ICollection<string> ServerAddresses =>
        services.GetService<IServer>()?.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];

    public Task StartingAsync(CancellationToken cancellationToken)
    {
        Check(ListenAddresses.Configured(configuration, ServerAddresses));
        return Task.CompletedTask;
    }

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        Check(ServerAddresses);
        _passed = true;
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private void Check(IEnumerable<string> addresses)
    {
        if (IsLocal && addresses.FirstOrDefault(a => !ListenAddresses.IsLoopback(a)) is { } address)
        {
            throw new GamSessionsStartException(
                $"The listen address {address} can be reached from other machines, and access mode 'local' asks nobody who they are.",
                $"Listen on http://localhost:5080 only, or set {GamSessionsOptions.SectionName}:Access:Mode to 'apikey' and make a key with `keys add NAME`.");
        }
    }
}
