using GamAgent.Protocol;
using k8s;
using k8s.Models;

namespace Conformance.Tests.Engines;

/// <summary>The engine of clusters against the real one that KUBECONFIG names, in a namespace of its own that enforces <c>restricted</c>.</summary>
/// <param name="exposure">Its setting.</param>
/// <param name="moreRights">Rules that the control plane's account has beside the Role of <c>deploy/</c>, as YAML; null for none.</param>
public sealed class KubernetesEngineUnderTest(string exposure, string? moreRights = null) : IEngineUnderTest
{
    private const string GatewayName = "conformance";
    private readonly string _namespace = $"gam-conformance-{Guid.NewGuid():N}"[..28];
    private readonly TemporaryFolder _folder = new();
    private Kubernetes? _client;

    public IReadOnlyDictionary<string, string?> Settings => new Dictionary<string, string?>
    {
        ["Engine"] = "kubernetes",
        ["Exposure"] = exposure,
        ["DataFolder"] = _folder.Combine("data"),
        // A busy machine is no failure; what has to end by it sets its own.
        ["Limits:StartDeadline"] = "00:10:00",
        ["PublicUrl"] = exposure == "router" ? null : Ingress.ToString(),
        ["Kubernetes:Namespace"] = _namespace,
        ["Kubernetes:AgentImage"] = Variable("GAM_TESTS_AGENT_IMAGE") ?? "localhost/gam-agent:test",
        ["Kubernetes:Gateway:Name"] = exposure == "gateway" ? GatewayName : null,
        ["Images:default-gam-image"] = Variable("GAM_TESTS_GAM_IMAGE") ?? "localhost/gam-standin:test",
    };

    public IReadOnlyDictionary<string, string?> SettingsThatFail => new Dictionary<string, string?> { ["Images:default-gam-image"] = "localhost/no-such-image:1" };

    public EndReason FailureReason => EndReason.ImagePull;

    public Uri? ClientAddress => exposure == "router" ? null : Ingress;

    private static Uri Ingress => new(Variable("GAM_TESTS_INGRESS") ?? "http://127.0.0.1");

    private Kubernetes Client => _client ??= new Kubernetes(KubernetesClientConfiguration.BuildConfigFromConfigFile(ClusterAccount.Administrator));

    public void SkipWhereItCannotRun()
    {
        if (Variable("KUBECONFIG") is null || Variable("GAM_TESTS_INGRESS") is null)
        {
            Assert.Skip("No cluster: set KUBECONFIG and GAM_TESTS_INGRESS (the ingress controller's address), and build the images with eng/build-images.sh.");
        }
    }

    public async Task PrepareAsync()
    {
        await Client.CoreV1.CreateNamespaceAsync(new V1Namespace
        {
            Metadata = new V1ObjectMeta { Name = _namespace, Labels = new Dictionary<string, string> { ["pod-security.kubernetes.io/enforce"] = "restricted" } },
        });
        await ClusterAccount.Bind(_namespace, moreRights);
        if (exposure == "gateway")
        {
            await MakeGatewayAsync();
        }
    }

    public async Task<IReadOnlyList<string>> FindPartsAsync(string sessionId)
    {
        var selector = $"session_id={sessionId}";
        List<IEnumerable<IKubernetesObject<V1ObjectMeta>>> found =
        [
            (await Client.AppsV1.ListNamespacedDeploymentAsync(_namespace, labelSelector: selector)).Items,
            (await Client.AppsV1.ListNamespacedReplicaSetAsync(_namespace, labelSelector: selector)).Items,
            (await Client.CoreV1.ListNamespacedPodAsync(_namespace, labelSelector: selector)).Items,
            (await Client.CoreV1.ListNamespacedServiceAsync(_namespace, labelSelector: selector)).Items,
            (await Client.CoreV1.ListNamespacedSecretAsync(_namespace, labelSelector: selector)).Items,
            (await Client.CoreV1.ListNamespacedConfigMapAsync(_namespace, labelSelector: selector)).Items,
            (await Client.NetworkingV1.ListNamespacedIngressAsync(_namespace, labelSelector: selector)).Items,
            (await Client.NetworkingV1.ListNamespacedNetworkPolicyAsync(_namespace, labelSelector: selector)).Items,
        ];
        return [.. found.SelectMany(items => items).Select(item => $"{item.GetType().Name} {item.Metadata.Name}")];
    }

    public Task ApplyQuotaAsync(string resource, string hard) => Client.CoreV1.CreateNamespacedResourceQuotaAsync(
        new V1ResourceQuota
        {
            Metadata = new V1ObjectMeta { Name = "tests" },
            Spec = new V1ResourceQuotaSpec { Hard = new Dictionary<string, ResourceQuantity> { [resource] = new ResourceQuantity(hard) } },
        },
        _namespace);

    public async ValueTask DisposeAsync()
    {
        if (_client is not null)
        {
            await _client.CoreV1.DeleteNamespaceAsync(_namespace);
            _client.Dispose();
        }

        _folder.Dispose();
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    private async Task MakeGatewayAsync()
    {
        var gateway = new Dictionary<string, object>
        {
            ["apiVersion"] = "gateway.networking.k8s.io/v1",
            ["kind"] = "Gateway",
            ["metadata"] = new Dictionary<string, object> { ["name"] = GatewayName },
            ["spec"] = new Dictionary<string, object>
            {
                ["gatewayClassName"] = Variable("GAM_TESTS_GATEWAY_CLASS") ?? "traefik",
                ["listeners"] = new[] { new Dictionary<string, object> { ["name"] = "web", ["protocol"] = "HTTP", ["port"] = Ingress.Port } },
            },
        };
        await Client.CustomObjects.CreateNamespacedCustomObjectAsync(gateway, "gateway.networking.k8s.io", "v1", _namespace, "gateways");
    }
}
