using GamAgent.Protocol;
using GamSessions.Credentials;
using GamSessions.Manifests;
using GamSessions.Options;
using GamSessions.Sessions;
using k8s.Autorest;
using k8s.Models;
using Microsoft.Extensions.Options;

namespace GamSessions.Provisioning.Kubernetes;

/// <summary>
/// Stands a session's objects up: the Deployment without a pod first, then what it owns, with the NetworkPolicy before all, and only then
/// the pod; so no pod ever runs without its policy, and a crash at any step leaves nothing that one delete doesn't remove. Then it waits
/// until the agent can be dialled. Every step can be done again.
/// </summary>
internal sealed class KubernetesStart(SessionApi api, ClusterView view, IOptions<GamSessionsOptions> options, TimeProvider time)
{
    private static readonly TimeSpan WarningsLimit = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan GonePoll = TimeSpan.FromMilliseconds(500);

    /// <summary>What has to be there before a session's objects, and what must be there no more.</summary>
    /// <exception cref="ProvisioningException">It isn't there.</exception>
    public Task CheckAsync(SessionSpec spec, CancellationToken cancellationToken) => RefusedAsync(async () =>
    {
        var id = spec.Session.Id;
        if (spec.Session.Credentials is { } credentials
            && !await api.HasSecretAsync(CredentialNames.SecretName(spec.Session.Owner, credentials), cancellationToken))
        {
            throw new ProvisioningException(EndReason.Config, $"There are no credentials '{credentials}'; PUT /api/credentials/{credentials} makes them.");
        }

        // What is left of an earlier one of this name has to go first.
        while (await api.FindDeploymentAsync(id, cancellationToken) is { Metadata.DeletionTimestamp: not null })
        {
            await Task.WhenAny(view.Changed(id), Task.Delay(GonePoll, time, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
        }
    });

    /// <summary>Brings its objects in.</summary>
    /// <exception cref="ProvisioningException">The API server refuses one.</exception>
    public Task ApplyAsync(SessionSpec spec, CancellationToken cancellationToken) => RefusedAsync(async () =>
    {
        var present = await api.FindDeploymentAsync(spec.Session.Id, cancellationToken);
        var objects = SessionManifests.Build(spec, options.Value);
        objects.Deployment.Spec.Replicas = present?.Spec.Replicas ?? 0;
        objects.OwnBy(await api.ApplyAsync(objects.Deployment, cancellationToken));
        foreach (var other in objects.Others)
        {
            await api.ApplyAsync(other, cancellationToken);
        }

        objects.Deployment.Spec.Replicas = 1;
        await api.ApplyAsync(objects.Deployment, cancellationToken);
    });

    /// <summary>Waits until its agent can be dialled.</summary>
    /// <exception cref="ProvisioningException">It never will.</exception>
    public Task WaitUntilReachableAsync(string sessionId, CancellationToken cancellationToken) =>
        WaitAsync(sessionId, snapshot => snapshot.ReachablePod is not null, cancellationToken);

    /// <summary>Waits for a problem for good.</summary>
    public Task WatchAsync(string sessionId, CancellationToken cancellationToken) => WaitAsync(sessionId, _ => false, cancellationToken);

    private static async Task RefusedAsync(Func<Task> calls)
    {
        try
        {
            await calls();
        }
        catch (HttpOperationException e)
        {
            throw ApiProblem.ToFailure(e);
        }
    }

    private async Task WaitAsync(string sessionId, Func<SessionSnapshot, bool> reached, CancellationToken cancellationToken)
    {
        var patience = options.Value.Limits.UnschedulableAfter;
        long? unschedulableSince = null;
        while (true)
        {
            var changed = view.Changed(sessionId);
            var snapshot = view.Get(sessionId);
            if (StartProblems.Find(snapshot) is { } problem)
            {
                throw problem;
            }

            if (reached(snapshot))
            {
                return;
            }

            var words = StartProblems.Unschedulable(snapshot);
            unschedulableSince = words is null ? null : unschedulableSince ?? time.GetTimestamp();
            var left = unschedulableSince is { } since ? patience - time.GetElapsedTime(since) : Timeout.InfiniteTimeSpan;
            if (words is not null && left <= TimeSpan.Zero)
            {
                throw new ProvisioningException(EndReason.Unschedulable, words);
            }

            try
            {
                await changed.WaitAsync(left, time, cancellationToken);
            }
            catch (TimeoutException)
            {
                // Looked at again, now without patience.
            }
            catch (OperationCanceledException e)
            {
                throw new StartInterruptedException(await DescribeAsync(sessionId), e, cancellationToken);
            }
        }
    }

    private async Task<string> DescribeAsync(string sessionId)
    {
        var snapshot = view.Get(sessionId);
        var text = StartProblems.Describe(snapshot);
        if (snapshot.Pod is not { } pod)
        {
            return text;
        }

        using var limit = new CancellationTokenSource(WarningsLimit, time);
        var warnings = await api.FindWarningsAsync(pod, limit.Token);
        return warnings.Count == 0 ? text : $"{text}; {string.Join("; ", warnings.Take(3))}";
    }
}
