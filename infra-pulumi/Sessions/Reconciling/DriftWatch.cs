using System.Collections.Concurrent;
using System.Globalization;
using GamSessions.Provisioning.Kubernetes;
using GamSessions.Pulumi.Gate;
using k8s.Models;
using Microsoft.Extensions.Logging;

namespace GamSessions.Pulumi.Reconciling;

/// <summary>
/// Notices that somebody changed a session's Deployment (by <c>pulumi up</c> in its folder, by kubectl): the API server counts up its
/// generation, and this engine never changes one that runs. It is told, and left as it is.
/// </summary>
internal sealed partial class DriftWatch(ClusterView view, QueueNotices notices, ILogger<DriftWatch> logger)
{
    private readonly ConcurrentDictionary<string, int> _ourOwn = new(StringComparer.Ordinal);

    /// <summary>Begins, after whoever else is told of changes.</summary>
    public void Begin()
    {
        var others = view.OnChange;
        view.OnChange = (sessionId, before, after) =>
        {
            others?.Invoke(sessionId, before, after);
            Look(sessionId, before.Deployment, after.Deployment);
        };
    }

    /// <summary>Until it is disposed of, changes of this session are our own.</summary>
    public IDisposable OurOwn(string sessionId)
    {
        _ourOwn.AddOrUpdate(sessionId, 1, (_, count) => count + 1);
        return new Leave(() => _ourOwn.TryRemove(sessionId, out var _));
    }

    private void Look(string sessionId, V1Deployment? before, V1Deployment? after)
    {
        if (before is null || after is not { Metadata.DeletionTimestamp: null } || before.Metadata.Uid != after.Metadata.Uid
            || after.Metadata.Generation <= before.Metadata.Generation || _ourOwn.ContainsKey(sessionId))
        {
            return;
        }

        var by = after.Metadata.ManagedFields?.Where(field => field.Subresource is null).MaxBy(field => field.Time)?.Manager ?? "somebody";
        LogChanged(sessionId, after.Metadata.Name, by);
        notices.Changed(sessionId, string.Create(CultureInfo.InvariantCulture, $"The deployment {after.Metadata.Name} was changed by {by}; it is left as it is."));
    }

    [LoggerMessage(450, LogLevel.Warning, "Session {SessionId}: the deployment {Deployment} was changed by {By}; it is left as it is.")]
    private partial void LogChanged(string sessionId, string deployment, string by);

    private sealed class Leave(Action leave) : IDisposable
    {
        public void Dispose() => leave();
    }
}
