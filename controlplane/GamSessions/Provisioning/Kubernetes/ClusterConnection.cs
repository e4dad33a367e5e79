using GamSessions.Manifests;
using GamSessions.Options;
using k8s;
using k8s.Exceptions;
using k8s.Models;
using Microsoft.Extensions.Options;

namespace GamSessions.Provisioning.Kubernetes;

/// <summary>
/// The way to the cluster: by the kubeconfig that KUBECONFIG names, by the pod's own service account, or by <c>~/.kube/config</c>, the
/// first that there is. Agents are reached at their pods' addresses from inside the cluster, through the API server's pod proxy from
/// outside.
/// </summary>
internal sealed class ClusterConnection(IOptions<GamSessionsOptions> options) : IDisposable
{
    private readonly Lazy<Connected> _connected = new(Connect);

    /// <summary>The client.</summary>
    /// <exception cref="GamSessionsStartException">There is no way to a cluster.</exception>
    public IKubernetes Client => _connected.Value.Client;

    /// <summary>The API server's address.</summary>
    public string Host => _connected.Value.Configuration.Host;

    /// <summary>Whether this process is a pod of the cluster.</summary>
    public bool IsInside => _connected.Value.IsInside;

    /// <summary>The sessions' namespace.</summary>
    public string Namespace => options.Value.Kubernetes.Namespace;

    /// <summary>Where the agent in a pod is reached from here.</summary>
    public AgentEndpoint Endpoint(V1Pod pod)
    {
        var connected = _connected.Value;
        if (connected.IsInside)
        {
            var address = pod.Status.PodIP.Contains(':', StringComparison.Ordinal) ? $"[{pod.Status.PodIP}]" : pod.Status.PodIP;
            return new AgentEndpoint(new Uri($"http://{address}:{SessionNames.Port}/"), pod.Metadata.Uid);
        }

        var proxy = $"{Host.TrimEnd('/')}/api/v1/namespaces/{Namespace}/pods/{pod.Metadata.Name}:{SessionNames.Port}/proxy/";
        return new AgentEndpoint(new Uri(proxy), pod.Metadata.Uid, connected.Via);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_connected.IsValueCreated)
        {
            _connected.Value.Client.Dispose();
            _connected.Value.Via.Dispose();
        }
    }

    private static Connected Connect()
    {
        const string cure = "Set KUBECONFIG to a kubeconfig, or run this program in a pod with a service account.";
        try
        {
            var file = Environment.GetEnvironmentVariable("KUBECONFIG");
            var inside = string.IsNullOrEmpty(file) && KubernetesClientConfiguration.IsInCluster();

            // Without KUBECONFIG and outside of a cluster this reads ~/.kube/config; with it, all files that it lists.
            var configuration = inside
                ? KubernetesClientConfiguration.InClusterConfig()
                : string.IsNullOrEmpty(file) ? KubernetesClientConfiguration.BuildConfigFromConfigFile() : KubernetesClientConfiguration.BuildDefaultConfig();
            configuration.UserAgent = "gam-sessions";
            var client = new k8s.Kubernetes(configuration);
            return new Connected(configuration, client, PodProxy.Create(configuration), inside);
        }
        catch (Exception e) when (e is KubeConfigException or IOException or UnauthorizedAccessException or FormatException)
        {
            throw new GamSessionsStartException($"There is no way to a cluster: {e.Message}", cure, e);
        }
    }

    private sealed record Connected(KubernetesClientConfiguration Configuration, k8s.Kubernetes Client, HttpMessageInvoker Via, bool IsInside);
}
