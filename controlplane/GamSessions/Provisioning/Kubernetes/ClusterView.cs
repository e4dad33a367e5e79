using GamSessions.Manifests;
using k8s;
using k8s.Models;

namespace GamSessions.Provisioning.Kubernetes;

/// <summary>
/// All sessions as the cluster shows them: what the two watches said last. Whoever waits for a change of a session asks for
/// <see cref="Changed"/> first, looks, and then waits.
/// </summary>
internal sealed class ClusterView
{
    private readonly Dictionary<string, SessionSnapshot> _sessions = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TaskCompletionSource> _waiting = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    public ClusterView()
    {
        Deployments = new Sink<V1Deployment>(
            this,
            snapshot => snapshot.Deployment is { } d ? [d] : [],
            (snapshot, d) => snapshot with { Deployment = d },
            (snapshot, d) => snapshot.Deployment?.Metadata.Uid == d.Metadata.Uid ? snapshot with { Deployment = null } : snapshot);
        Pods = new Sink<V1Pod>(
            this,
            snapshot => snapshot.Pods.Values,
            (snapshot, pod) => snapshot with { Pods = snapshot.Pods.SetItem(pod.Metadata.Uid, pod) },
            (snapshot, pod) => snapshot with { Pods = snapshot.Pods.Remove(pod.Metadata.Uid) });
    }

    /// <summary>Is told of Deployments.</summary>
    public IResourceSink<V1Deployment> Deployments { get; }

    /// <summary>Is told of pods.</summary>
    public IResourceSink<V1Pod> Pods { get; }

    /// <summary>Is called after each change with the session, what was and what is; quick, and on the watch's own thread.</summary>
    public Action<string, SessionSnapshot, SessionSnapshot>? OnChange { get; set; }

    /// <summary>The sessions that there are.</summary>
    public IReadOnlyList<string> SessionIds
    {
        get
        {
            lock (_gate)
            {
                return [.. _sessions.Keys];
            }
        }
    }

    /// <summary>One session.</summary>
    public SessionSnapshot Get(string sessionId)
    {
        lock (_gate)
        {
            return _sessions.GetValueOrDefault(sessionId, SessionSnapshot.None);
        }
    }

    /// <summary>Completes at the next change of a session.</summary>
    public Task Changed(string sessionId)
    {
        lock (_gate)
        {
            if (!_waiting.TryGetValue(sessionId, out var waiting))
            {
                waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _waiting[sessionId] = waiting;
            }

            return waiting.Task;
        }
    }

    private void Change(string sessionId, Func<SessionSnapshot, SessionSnapshot> change)
    {
        SessionSnapshot before;
        SessionSnapshot after;
        lock (_gate)
        {
            before = _sessions.GetValueOrDefault(sessionId, SessionSnapshot.None);
            after = change(before);
            if (after.IsEmpty)
            {
                _sessions.Remove(sessionId);
            }
            else
            {
                _sessions[sessionId] = after;
            }

            if (_waiting.Remove(sessionId, out var waiting))
            {
                waiting.SetResult();
            }
        }

        OnChange?.Invoke(sessionId, before, after);
    }

    private sealed class Sink<T>(
        ClusterView view,
        Func<SessionSnapshot, IEnumerable<T>> read,
        Func<SessionSnapshot, T, SessionSnapshot> put,
        Func<SessionSnapshot, T, SessionSnapshot> remove) : IResourceSink<T>
        where T : class, IKubernetesObject<V1ObjectMeta>
    {
        public void Replace(IReadOnlyList<T> items)
        {
            var there = items.Select(item => item.Metadata.Uid).ToHashSet(StringComparer.Ordinal);
            foreach (var gone in view.SessionIds.SelectMany(id => read(view.Get(id))).Where(item => !there.Contains(item.Metadata.Uid)))
            {
                Remove(gone);
            }

            foreach (var item in items)
            {
                Put(item);
            }
        }

        public void Put(T item) => With(item, put);

        public void Remove(T item) => With(item, remove);

        private void With(T item, Func<SessionSnapshot, T, SessionSnapshot> change)
        {
            if (item.Metadata.Labels?.TryGetValue(SessionLabels.SessionId, out var sessionId) == true)
            {
                view.Change(sessionId, snapshot => change(snapshot, item));
            }
        }
    }
}
