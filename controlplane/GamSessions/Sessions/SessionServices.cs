using GamSessions.Credentials;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace GamSessions.Sessions;

/// <summary>What sessions consist of.</summary>
internal static class SessionServices
{
    // The server itself gets the rest of the time to close its connections.
    private static readonly TimeSpan ShutdownTimeout = SessionsLifetime.EndLimit + TimeSpan.FromSeconds(10);

    /// <summary>Adds them.</summary>
    public static void AddSessions(this IServiceCollection services)
    {
        services.AddCredentials();
        services.TryAddSingleton<SteadyClock>();
        services.TryAddSingleton<SessionFeed>();
        services.AddSingleton<SessionRecords>();
        services.AddSingleton<SessionResourceLimits>();
        services.AddSingleton<SessionStart>();
        services.AddSingleton<SessionRemoval>();
        services.AddSingleton<SessionWorkers>();
        services.AddSingleton<SessionsGate>();
        services.AddSingleton<ISessionService, SessionService>();
        services.AddHostedService<SessionsLifetime>();
        services.AddSingleton<ReaperCheck>();
        services.AddSingleton<RecordRetention>();
        services.AddHostedService<Reaper>();
        services.PostConfigure<HostOptions>(host =>
        {
            if (host.ShutdownTimeout < ShutdownTimeout)
            {
                host.ShutdownTimeout = ShutdownTimeout;
            }
        });
    }
}
