using GamSessions.Manifests;
using GamSessions.Provisioning.Kubernetes;

namespace GamSessions.Pulumi.Stacks;

/// <summary>Tells our objects from others of the same name: those bear the session's label.</summary>
internal sealed class ForeignObjects(SessionApi api)
{
    /// <summary>The objects of a session's names that are not the session's, as <c>Kind/name</c>.</summary>
    public async Task<IReadOnlyList<string>> FindAsync(SessionObjects objects, CancellationToken cancellationToken)
    {
        var id = objects.Deployment.Metadata.Labels[SessionLabels.SessionId];
        var foreign = new List<string>();
        foreach (var item in objects.Others.Prepend(objects.Deployment))
        {
            if (await api.FindAsync(item, cancellationToken) is { } there
                && (there.Metadata.Labels is not { } labels || !labels.TryGetValue(SessionLabels.SessionId, out var of) || of != id))
            {
                foreign.Add($"{item.Kind}/{item.Metadata.Name}");
            }
        }

        return foreign;
    }
}
