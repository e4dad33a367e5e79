using GamSessions.AgentLink;
using GamSessions.Api.Commands;
using GamSessions.Api.Credentials;
using GamSessions.Api.Events;
using GamSessions.Api.Files;
using GamSessions.Api.OpenApi;
using GamSessions.Api.Platform;
using GamSessions.Api.Sessions;
using GamSessions.Api.Transcripts;
using GamSessions.Credentials;
using GamSessions.OneShot;
using GamSessions.Sessions;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace GamSessions.Api;

/// <summary>What the REST API consists of.</summary>
internal static class SessionApiServices
{
    /// <summary>Adds them.</summary>
    public static void AddSessionApi(this IServiceCollection services)
    {
        services.AddCors();
        services.AddSingleton<IStartupFilter, ApiPipeline>();
        services.AddSingleton<Page.PageFiles>();
        services.AddSingleton<WebsocketInfoFactory>();
        services.AddSingleton<CreateLimiter>();
        services.AddSingleton<IdempotentCreates>();
        services.AddSingleton<SessionFinder>();
        services.AddSingleton<CreateSession>();
        services.AddSingleton<SessionCalls>();
        services.TryAddSingleton<SessionFeed>();
        services.AddSingleton<OneShotCommands>();
        services.AddSingleton<CommandCalls>();
        services.AddSingleton<TranscriptCall>();
        services.AddCredentials();
        services.AddSingleton<CredentialCalls>();
        services.AddSingleton<AgentFiles>();
        services.AddSingleton<FileCalls>();
        services.AddSingleton<EventListeners>();
        services.AddSingleton<EventCalls>();
        services.AddSingleton<ImagesCall>();
        services.AddSingleton<HealthCalls>();
        services.AddSingleton<MetricsCall>();
        services.AddSingleton<JwksCall>();
        services.AddApiDocument();
    }
}
