using GamSessions.AgentLink;
using GamSessions.Records.Transcripts;
using GamSessions.Sessions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace GamSessions.Records;

/// <summary>What records of sessions consist of: audit and transcript.</summary>
internal static class SessionRecordServices
{
    /// <summary>Adds them.</summary>
    public static void AddSessionRecords(this IServiceCollection services)
    {
        services.TryAddSingleton<SteadyClock>();
        services.AddSingleton<TranscriptFolder>();
        services.AddSingleton<TranscriptReader>();
        services.AddSingleton<SessionRecorder>();
        services.AddSingleton<IJournalObserver>(provider => provider.GetRequiredService<SessionRecorder>());
        services.AddSingleton<ISessionEndObserver>(provider => provider.GetRequiredService<SessionRecorder>());
        services.AddSingleton<IRecordCleaner>(provider => provider.GetRequiredService<SessionRecorder>());
    }
}
