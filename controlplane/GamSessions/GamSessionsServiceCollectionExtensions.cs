using GamSessions.Access;
using GamSessions.AgentLink;
using GamSessions.Api;
using GamSessions.Options;
using GamSessions.Provisioning;
using GamSessions.Records;
using GamSessions.Routing;
using GamSessions.Sessions;
using GamSessions.SocketIo;
using GamSessions.Store;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace GamSessions;

/// <summary>Puts sessions into an ASP.NET Core application.</summary>
public static class GamSessionsServiceCollectionExtensions
{
    /// <summary>
    /// Adds all that sessions need: service, engine, store, access, tokens, router and REST. Settings come from the section
    /// <c>GamSessions</c> of the application's configuration and are validated at start, all errors together. Call
    /// <see cref="GamSessionsEndpointExtensions.MapGamSessions"/> as well.
    /// </summary>
    /// <param name="services">The application's services.</param>
    /// <param name="configure">Changes settings after the configuration was read; default none.</param>
    public static IServiceCollection AddGamSessions(this IServiceCollection services, Action<GamSessionsOptions>? configure = null)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.AddSessionOptions(configure);
        services.AddSessionStore();
        services.AddSessionAccess();
        services.AddAgentLinks();
        services.AddSessionRecords();
        services.AddEngines();
        services.AddSessions();
        services.AddRouter();
        services.AddSocketIoBridge();
        services.AddSessionApi();
        return services;
    }
}
