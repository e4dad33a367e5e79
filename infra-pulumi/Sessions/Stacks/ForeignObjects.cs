using GamSessions.Manifests;
using GamSessions.Provisioning.Kubernetes;
using k8s.Models;

namespace GamSessions.Pulumi.Stacks;

/// <summary>Tells our objects from others of the same name: those bear the session's label.</summary>
internal sealed class ForeignObjects(SessionApi api)
{
    /// <summary>Whether one of the names is taken by an object that is not the session's.</summary>
    public async Task<bool> AreThereAsync(SessionObjects objects, CancellationToken cancellationToken)
    {
        var id = objects.Deployment.Metadata.Labels[SessionLabels.SessionId];
        var ours = await api.ListOthersAsync(SessionLabels.Of(id), cancellationToken);
        var deployment = await api.FindDeploymentAsync(id, cancellationToken);
        if (deployment is not null && !IsOf(deployment, id))
        {
            return true;
        }

        // Others of our names are those that are not among ours: with a name of ours there are none but in conflict.
        return deployment is null && ours.Count == 0;
    }

    private static bool IsOf(V1Deployment item, string sessionId) =>
        item.Metadata.Labels?.TryGetValue(SessionLabels.SessionId, out var of) == true && of == sessionId;
}
