using System.Text.RegularExpressions;
using GamSessions.Manifests;
using k8s.Models;
using static GamSessions.Options.SettingRule;

namespace GamSessions.Options;

/// <summary>What the keys for sessions in a cluster may be, and what a cluster needs.</summary>
internal static partial class ClusterRules
{
    private const string NameOrNothing = "a DNS name, or nothing";

    /// <summary>Each key by itself.</summary>
    public static IReadOnlyList<SettingRule> All { get; } =
    [
        Text("Kubernetes:Namespace", "a DNS label", o => o.Kubernetes.Namespace, o => Label().IsMatch(o.Kubernetes.Namespace)),
        Text("Kubernetes:AgentImage", "an image reference, or nothing", o => o.Kubernetes.AgentImage, o => IsNothing(o.Kubernetes.AgentImage) || IsReference(o.Kubernetes.AgentImage)),
        Name("Kubernetes:IngressClass", o => o.Kubernetes.IngressClass),
        Name("Kubernetes:TlsSecret", o => o.Kubernetes.TlsSecret),
        Text("Kubernetes:IngressAnnotations", "names of annotations with their values", o => Keys(o.Kubernetes.IngressAnnotations), o => AreQualified(o.Kubernetes.IngressAnnotations)),
        Choice("Kubernetes:OnPodLost", o => o.Kubernetes.OnPodLost, KubernetesOptions.Replace, KubernetesOptions.End),
        Name("Kubernetes:Gateway:Name", o => o.Kubernetes.Gateway.Name),
        Text("Kubernetes:Gateway:Namespace", "a DNS label, or nothing", o => o.Kubernetes.Gateway.Namespace, o => IsNothing(o.Kubernetes.Gateway.Namespace) || Label().IsMatch(o.Kubernetes.Gateway.Namespace!)),
        Text("Kubernetes:PodTemplate:PullSecrets", "names of Secrets of the same namespace", o => string.Join(", ", o.Kubernetes.PodTemplate.PullSecrets), o => o.Kubernetes.PodTemplate.PullSecrets.All(IsName)),
        Text("Kubernetes:PodTemplate:NodeSelector", "names of labels with their values", o => Keys(o.Kubernetes.PodTemplate.NodeSelector), o => AreLabels(o.Kubernetes.PodTemplate.NodeSelector)),
        Json<V1Toleration>("Kubernetes:PodTemplate:Tolerations", "tolerations", o => o.Kubernetes.PodTemplate.Tolerations),
        Name("Kubernetes:PodTemplate:PriorityClass", o => o.Kubernetes.PodTemplate.PriorityClass),
        Name("Kubernetes:PodTemplate:CaConfigMap", o => o.Kubernetes.PodTemplate.CaConfigMap),
        Text("Kubernetes:PodTemplate:HttpProxy", "an address, or nothing", o => o.Kubernetes.PodTemplate.HttpProxy, o => IsProxy(o.Kubernetes.PodTemplate.HttpProxy)),
        Text("Kubernetes:PodTemplate:HttpsProxy", "an address, or nothing", o => o.Kubernetes.PodTemplate.HttpsProxy, o => IsProxy(o.Kubernetes.PodTemplate.HttpsProxy)),
        Text("Kubernetes:PodTemplate:NoProxy", "host names and addresses, or nothing", o => o.Kubernetes.PodTemplate.NoProxy),
        Text("Kubernetes:PodTemplate:Labels", "names of labels with their values", o => Keys(o.Kubernetes.PodTemplate.Labels), o => AreLabels(o.Kubernetes.PodTemplate.Labels)),
        Text("Kubernetes:PodTemplate:Annotations", "names of annotations with their values", o => Keys(o.Kubernetes.PodTemplate.Annotations), o => AreQualified(o.Kubernetes.PodTemplate.Annotations)),
        Text("Kubernetes:NetworkPolicy:Enabled", "`true` or `false`", o => o.Kubernetes.NetworkPolicy.Enabled),
        Json<V1NetworkPolicyPeer>("Kubernetes:NetworkPolicy:IngressFrom", "network policy peers", o => o.Kubernetes.NetworkPolicy.IngressFrom),
        Json<V1NetworkPolicyPeer>("Kubernetes:NetworkPolicy:ControlPlaneFrom", "network policy peers", o => o.Kubernetes.NetworkPolicy.ControlPlaneFrom),
        Json<V1NetworkPolicyEgressRule>("Kubernetes:NetworkPolicy:ExtraEgress", "network policy egress rules", o => o.Kubernetes.NetworkPolicy.ExtraEgress),
    ];

    /// <summary>What must hold between keys.</summary>
    public static IReadOnlyList<SettingRule> Together { get; } =
    [
        Text("Exposure", "`router` with the engine `local`", o => o.Exposure, o => InCluster(o) || o.Exposure == Exposures.Router),
        Text("Kubernetes:AgentImage", "the reference of the agent's image in a cluster", o => o.Kubernetes.AgentImage, o => !InCluster(o) || !IsNothing(o.Kubernetes.AgentImage)),
        Text(
            "Images:default-gam-image",
            "the reference of an image with GAM in a cluster",
            o => o.Images.GetValueOrDefault("default-gam-image")?.Reference,
            o => !InCluster(o) || IsReference(o.Images.GetValueOrDefault("default-gam-image")?.Reference)),
        Text(
            "Images",
            "images in a cluster that all have a `Reference`, and no `RunAsUser` of 0",
            o => string.Join(", ", o.Images.Where(image => !IsUsable(image.Value)).Select(image => image.Key)),
            o => !InCluster(o) || o.Images.All(image => image.Key == "default-gam-image" ? image.Value.RunAsUser is not < 1 : IsUsable(image.Value))),
        Text(
            "PublicUrl",
            "the address that clients use with the exposures `ingress` and `gateway`",
            o => o.PublicUrl,
            o => !InCluster(o) || o.Exposure == Exposures.Router || o.PublicUrl is not null),
        Text("Kubernetes:Gateway:Name", "the name of a Gateway with the exposure `gateway`", o => o.Kubernetes.Gateway.Name, o => o.Exposure != Exposures.Gateway || !IsNothing(o.Kubernetes.Gateway.Name)),
    ];

    private static bool InCluster(GamSessionsOptions options) => Engines.IsCluster(options.Engine);

    private static SettingRule Name(string key, Func<GamSessionsOptions, string?> value) =>
        Text(key, NameOrNothing, value, o => IsNothing(value(o)) || IsName(value(o)!));

    private static SettingRule Json<T>(string key, string what, Func<GamSessionsOptions, string?> value) =>
        Text(key, $"a JSON array of {what}, or nothing", value, o => IsNothing(value(o)) || ApiShape.TryReadList<T>(value(o), out _));

    private static string Keys(Dictionary<string, string> map) => string.Join(", ", map.Keys);

    private static bool IsNothing(string? text) => string.IsNullOrEmpty(text);

    private static bool IsUsable(ImageOptions image) => IsReference(image.Reference) && image.RunAsUser is not < 1;

    private static bool IsReference(string? text) => text is { Length: > 0 and <= 512 } && !text.Any(c => char.IsWhiteSpace(c) || char.IsControl(c));

    private static bool IsName(string text) => text.Length is > 0 and <= 253 && DnsName().IsMatch(text);

    private static bool IsProxy(string? text) => IsNothing(text) || (Uri.TryCreate(text, UriKind.Absolute, out var url) && url.Host.Length > 0);

    private static bool AreQualified(Dictionary<string, string> map) => map.Keys.All(key => QualifiedName().IsMatch(key));

    private static bool AreLabels(Dictionary<string, string> map) => AreQualified(map) && map.Values.All(value => LabelValue().IsMatch(value));

    [GeneratedRegex(@"\A[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\z")]
    private static partial Regex Label();

    [GeneratedRegex(@"\A[a-z0-9]([a-z0-9.-]*[a-z0-9])?\z")]
    private static partial Regex DnsName();

    [GeneratedRegex(@"\A([a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?/)?[A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?\z")]
    private static partial Regex QualifiedName();

    [GeneratedRegex(@"\A([A-Za-z0-9]([A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?\z")]
    private static partial Regex LabelValue();
}
