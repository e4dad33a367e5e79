using System.Net;
using GamSessions.Exposure;
using GamSessions.Manifests;
using k8s;
using k8s.Autorest;
using k8s.Models;

namespace GamSessions.Provisioning.Kubernetes;

/// <summary>The API server's calls that sessions need. Whatever is written is applied on the server's side, under one field manager.</summary>
internal sealed class SessionApi(ClusterConnection cluster, ApiCalls calls)
{
    /// <summary>The field manager.</summary>
    public const string FieldManager = "gam-sessions";

    private IKubernetes Client => cluster.Client;

    private string Namespace => cluster.Namespace;

    /// <summary>A session's Deployment, or null.</summary>
    public Task<V1Deployment?> FindDeploymentAsync(string sessionId, CancellationToken cancellationToken) => calls.FindAsync(
        token => Client.AppsV1.ReadNamespacedDeploymentAsync(SessionNames.Deployment(sessionId), Namespace, cancellationToken: token), cancellationToken);

    /// <summary>Whether there is a Secret.</summary>
    public async Task<bool> HasSecretAsync(string name, CancellationToken cancellationToken) => await calls.FindAsync(
        token => Client.CoreV1.ReadNamespacedSecretAsync(name, Namespace, cancellationToken: token), cancellationToken) is not null;

    /// <summary>Makes a Deployment what it should be.</summary>
    /// <returns>As it is now.</returns>
    public Task<V1Deployment> ApplyAsync(V1Deployment deployment, CancellationToken cancellationToken) => calls.RunAsync(
        token => Client.AppsV1.PatchNamespacedDeploymentAsync(
            Apply(deployment), deployment.Metadata.Name, Namespace, fieldManager: FieldManager, force: true, cancellationToken: token),
        cancellationToken);

    /// <summary>Makes another object of a session what it should be.</summary>
    public Task ApplyAsync(IKubernetesObject<V1ObjectMeta> item, CancellationToken cancellationToken)
    {
        var name = item.Metadata.Name;
        return item switch
        {
            V1Service service => calls.RunAsync(
                token => Client.CoreV1.PatchNamespacedServiceAsync(Apply(service), name, Namespace, fieldManager: FieldManager, force: true, cancellationToken: token), cancellationToken),
            V1NetworkPolicy policy => calls.RunAsync(
                token => Client.NetworkingV1.PatchNamespacedNetworkPolicyAsync(Apply(policy), name, Namespace, fieldManager: FieldManager, force: true, cancellationToken: token), cancellationToken),
            V1Ingress ingress => calls.RunAsync(
                token => Client.NetworkingV1.PatchNamespacedIngressAsync(Apply(ingress), name, Namespace, fieldManager: FieldManager, force: true, cancellationToken: token), cancellationToken),
            HttpRoute route => calls.RunAsync(
                token => Client.CustomObjects.PatchNamespacedCustomObjectAsync(
                    Apply(route), HttpRoute.Group, HttpRoute.Version, Namespace, HttpRoute.Plural, name, fieldManager: FieldManager, force: true, cancellationToken: token),
                cancellationToken),
            _ => throw new ArgumentException($"Sessions have no {item.Kind}.", nameof(item)),
        };
    }

    /// <summary>Deletes a session's Deployment and, before it is gone itself, all that it owns.</summary>
    /// <returns>Whether it was there.</returns>
    public async Task<bool> DeleteDeploymentAsync(string sessionId, CancellationToken cancellationToken) => await calls.FindAsync(
        token => Client.AppsV1.DeleteNamespacedDeploymentAsync(
            SessionNames.Deployment(sessionId), Namespace, new V1DeleteOptions { PropagationPolicy = "Foreground" }, cancellationToken: token),
        cancellationToken) is not null;

    /// <summary>Deletes a pod without waiting for its node, which may be gone.</summary>
    public Task ForgetPodAsync(V1Pod pod, CancellationToken cancellationToken) => calls.FindAsync(
        token => Client.CoreV1.DeleteNamespacedPodAsync(
            pod.Metadata.Name,
            Namespace,
            new V1DeleteOptions { GracePeriodSeconds = 0, Preconditions = new V1Preconditions { Uid = pod.Metadata.Uid } },
            cancellationToken: token),
        cancellationToken);

    /// <summary>Names of the objects that bear a label of sessions and are owned by nobody (a Deployment was deleted without them).</summary>
    public async Task<IReadOnlyList<IKubernetesObject<V1ObjectMeta>>> ListOthersAsync(string selector, CancellationToken cancellationToken)
    {
        var services = await calls.RunAsync(token => Client.CoreV1.ListNamespacedServiceAsync(Namespace, labelSelector: selector, cancellationToken: token), cancellationToken);
        var policies = await calls.RunAsync(token => Client.NetworkingV1.ListNamespacedNetworkPolicyAsync(Namespace, labelSelector: selector, cancellationToken: token), cancellationToken);
        var ingresses = await calls.RunAsync(token => Client.NetworkingV1.ListNamespacedIngressAsync(Namespace, labelSelector: selector, cancellationToken: token), cancellationToken);
        return [.. services.Items, .. policies.Items, .. ingresses.Items, .. await ListRoutesAsync(selector, cancellationToken)];
    }

    /// <summary>The object of the same kind and name that is there, or null.</summary>
    public async Task<IKubernetesObject<V1ObjectMeta>?> FindAsync(IKubernetesObject<V1ObjectMeta> item, CancellationToken cancellationToken)
    {
        var name = item.Metadata.Name;
        return item switch
        {
            V1Deployment => await calls.FindAsync(token => Client.AppsV1.ReadNamespacedDeploymentAsync(name, Namespace, cancellationToken: token), cancellationToken),
            V1Service => await calls.FindAsync(token => Client.CoreV1.ReadNamespacedServiceAsync(name, Namespace, cancellationToken: token), cancellationToken),
            V1NetworkPolicy => await calls.FindAsync(token => Client.NetworkingV1.ReadNamespacedNetworkPolicyAsync(name, Namespace, cancellationToken: token), cancellationToken),
            V1Ingress => await calls.FindAsync(token => Client.NetworkingV1.ReadNamespacedIngressAsync(name, Namespace, cancellationToken: token), cancellationToken),
            HttpRoute => await calls.FindAsync(
                token => Client.CustomObjects.GetNamespacedCustomObjectAsync<HttpRoute>(HttpRoute.Group, HttpRoute.Version, Namespace, HttpRoute.Plural, name, cancellationToken: token), cancellationToken),
            _ => throw new ArgumentException($"Sessions have no {item.Kind}.", nameof(item)),
        };
    }

    /// <summary>Deletes another object of a session.</summary>
    public Task DeleteAsync(IKubernetesObject<V1ObjectMeta> item, CancellationToken cancellationToken)
    {
        var name = item.Metadata.Name;
        return item switch
        {
            V1Service => calls.FindAsync(token => Client.CoreV1.DeleteNamespacedServiceAsync(name, Namespace, cancellationToken: token), cancellationToken),
            V1NetworkPolicy => calls.FindAsync(token => Client.NetworkingV1.DeleteNamespacedNetworkPolicyAsync(name, Namespace, cancellationToken: token), cancellationToken),
            V1Ingress => calls.FindAsync(token => Client.NetworkingV1.DeleteNamespacedIngressAsync(name, Namespace, cancellationToken: token), cancellationToken),
            HttpRoute => calls.FindAsync(
                token => Client.CustomObjects.DeleteNamespacedCustomObjectAsync(HttpRoute.Group, HttpRoute.Version, Namespace, HttpRoute.Plural, name, cancellationToken: token), cancellationToken),
            _ => throw new ArgumentException($"Sessions have no {item.Kind}.", nameof(item)),
        };
    }

    /// <summary>The cluster's warnings about a session's pod, the last ones first; none when they can't be read.</summary>
    public async Task<IReadOnlyList<string>> FindWarningsAsync(V1Pod pod, CancellationToken cancellationToken)
    {
        try
        {
            var events = await Client.CoreV1.ListNamespacedEventAsync(
                Namespace, fieldSelector: $"involvedObject.uid={pod.Metadata.Uid},type=Warning", cancellationToken: cancellationToken);
            return [.. events.Items.OrderByDescending(e => e.LastTimestamp ?? e.EventTime).Select(e => $"{e.Reason}: {e.Message}").Distinct()];
        }
        catch (Exception e) when (e is HttpOperationException or HttpRequestException or OperationCanceledException)
        {
            return [];
        }
    }

    private static V1Patch Apply(object item) => new(item, V1Patch.PatchType.ApplyPatch);

    // A cluster without the Gateway API has none, and an account without the right to see them made none.
    private async Task<IReadOnlyList<HttpRoute>> ListRoutesAsync(string selector, CancellationToken cancellationToken)
    {
        try
        {
            var routes = await calls.RunAsync(
                token => Client.CustomObjects.ListNamespacedCustomObjectAsync<HttpRouteList>(
                    HttpRoute.Group, HttpRoute.Version, Namespace, HttpRoute.Plural, labelSelector: selector, cancellationToken: token),
                cancellationToken);
            return routes.Items;
        }
        catch (HttpOperationException e) when (e.Response.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Forbidden)
        {
            return [];
        }
    }

    private sealed record HttpRouteList(
        [property: System.Text.Json.Serialization.JsonPropertyName("items")] IReadOnlyList<HttpRoute> Items);
}
