using GamSessions.Provisioning;
using GamSessions.Pulumi.Gate;
using GamSessions.Pulumi.Locks;
using GamSessions.Pulumi.Programs;
using GamSessions.Pulumi.Reconciling;
using GamSessions.Pulumi.Stacks;
using GamSessions.Sessions;
using Microsoft.Extensions.DependencyInjection;

namespace GamSessions.Pulumi;

/// <summary>Puts the engine <c>pulumi</c> into an application.</summary>
public static class PulumiEngineServices
{
    /// <summary>Adds the engine; it is used where <c>GamSessions:Engine</c> is <c>pulumi</c>, and nothing of it asks for the CLI before.</summary>
    /// <param name="services">The application's services.</param>
    public static IServiceCollection AddPulumiEngine(this IServiceCollection services)
    {
        services.AddSingleton<ProgramFolders>();
        services.AddSingleton<Workspaces>();
        services.AddSingleton<QueueNotices>();
        services.AddSingleton<OperationGate>();
        services.AddSingleton<StackLocks>();
        services.AddSingleton<ForeignObjects>();
        services.AddSingleton<FolderBackend>();
        services.AddSingleton<SessionStacks>();
        services.AddSingleton<StartChecks>();
        services.AddSingleton<StackReconciler>();
        services.AddSingleton<DriftWatch>();
        services.AddSingleton<PulumiEngine>();
        services.AddSingleton<IRecordCleaner, HistoryCleaner>();
        services.AddSingleton(new EngineEntry("pulumi", provider => provider.GetRequiredService<PulumiEngine>()));
        return services;
    }
}
