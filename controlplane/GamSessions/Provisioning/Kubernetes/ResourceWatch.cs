using k8s;
using k8s.Autorest;
using k8s.Models;
using Microsoft.Extensions.Logging;

namespace GamSessions.Provisioning.Kubernetes;

/// <summary>One page of objects and where a watch goes on from it.</summary>
internal sealed record Listed<T>(IReadOnlyList<T> Items, string ResourceVersion);

/// <summary>
/// Keeps up with one kind of objects: lists them, then watches from there, for ever. A watch is ended by the API server after
/// <see cref="Period"/> and gone on with from the last version seen, since watches are known to fall silent; one that the server doesn't
/// end is ended here. What was missed while there was none comes with the next list. The Kubernetes client has a watch but no informer.
/// </summary>
internal sealed partial class ResourceWatch<T>(
    string kind,
    Func<CancellationToken, Task<Listed<T>>> list,
    Func<string, int, Action<Exception>, CancellationToken, IAsyncEnumerable<(WatchEventType Type, T Item)>> watch,
    IResourceSink<T> sink,
    TimeProvider time,
    ILogger logger)
    where T : class, IKubernetesObject<V1ObjectMeta>
{
    /// <summary>How long one watch lasts.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(4);

    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan ListLimit = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(5);
    private readonly TaskCompletionSource _synced = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the first list has come; faults when the API server refuses it.</summary>
    public Task Synced => _synced.Task;

    /// <summary>Works until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        string? version = null;
        var pause = FirstPause;
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                version ??= await ListAsync(cancellationToken);
                _synced.TrySetResult();
                version = await WatchOnceAsync(version, () => pause = FirstPause, cancellationToken);
                continue;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // Whatever it is: without the watch the control plane would be blind.
                LogBroken(e, kind);
                if (e is HttpOperationException refused && (int)refused.Response.StatusCode is 401 or 403 or 404)
                {
                    _synced.TrySetException(e);
                }

                version = null;
            }

            try
            {
                await Task.Delay(pause, time, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    private async Task<string> ListAsync(CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(ListLimit, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        var listed = await list(either.Token);
        sink.Replace(listed.Items);
        return listed.ResourceVersion;
    }

    /// <returns>From where to go on; null for a new list.</returns>
    private async Task<string?> WatchOnceAsync(string version, Action alive, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(Period + Grace, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        Exception? problem = null;
        try
        {
            await foreach (var (type, item) in watch(version, (int)Period.TotalSeconds, e => problem = e, either.Token))
            {
                alive();
                if (type is WatchEventType.Error)
                {
                    return null;
                }

                version = item.Metadata.ResourceVersion;
                if (type is WatchEventType.Deleted)
                {
                    sink.Remove(item);
                }
                else if (type is not WatchEventType.Bookmark)
                {
                    sink.Put(item);
                }
            }
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return version;
        }

        // The version is too old, or the stream broke: what happened since is found by a list.
        return problem is null ? version : throw new KubernetesException(problem.Message, problem);
    }

    [LoggerMessage(420, LogLevel.Warning, "The watch of {Kind} broke and begins anew.")]
    private partial void LogBroken(Exception exception, string kind);
}
