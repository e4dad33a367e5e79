using GamSessions.Exposure;
using GamSessions.Options;
using GamSessions.Provisioning;
using k8s.Models;

namespace GamSessions.Manifests;

/// <summary>
/// The pod of a session: the native sidecar <c>agent</c> is the door and brings the runner, <c>gam</c> is the caller's image as it is, with the
/// runner as its command. All of it keeps to the Pod Security standard <c>restricted</c>.
/// </summary>
internal static class PodManifest
{
    // All files that both containers write belong to it; the two have different users.
    private const long SharedGroup = 2654;

    // The ladder and the drain of the runner, the agent's goodbyes, and some more.
    private const long TerminationGraceSeconds = 45;

    private static readonly IReadOnlyDictionary<string, string> Annotations = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["kubectl.kubernetes.io/default-container"] = SessionNames.AgentContainer,
        ["kubectl.kubernetes.io/default-logs-container"] = SessionNames.AgentContainer,

        // A session can't be moved: autoscalers are asked to leave its node alone.
        ["cluster-autoscaler.kubernetes.io/safe-to-evict"] = "false",
        ["karpenter.sh/do-not-disrupt"] = "true",
    };

    /// <summary>The pod's template.</summary>
    public static V1PodTemplateSpec Build(SessionSpec spec, GamSessionsOptions options, PublicRoute route)
    {
        var template = options.Kubernetes.PodTemplate;
        var image = ImageOf(spec, options);
        return new V1PodTemplateSpec
        {
            Metadata = new V1ObjectMeta
            {
                Labels = Over(template.Labels, SessionLabels.For(spec.Session.Id)),
                Annotations = Over(template.Annotations, Annotations),
            },
            Spec = new V1PodSpec
            {
                AutomountServiceAccountToken = false,
                EnableServiceLinks = false,
                TerminationGracePeriodSeconds = TerminationGraceSeconds,
                SecurityContext = new V1PodSecurityContext
                {
                    RunAsNonRoot = true,
                    FsGroup = SharedGroup,
                    FsGroupChangePolicy = "OnRootMismatch",
                    SeccompProfile = new V1SeccompProfile { Type = "RuntimeDefault" },
                },
                ImagePullSecrets = NullIfEmpty(template.PullSecrets.Concat(image.PullSecrets).Distinct(StringComparer.Ordinal).Select(name => new V1LocalObjectReference { Name = name })),
                NodeSelector = template.NodeSelector.Count > 0 ? new Dictionary<string, string>(template.NodeSelector) : null,
                Tolerations = ApiShape.ReadList<V1Toleration>(template.Tolerations),
                PriorityClassName = string.IsNullOrEmpty(template.PriorityClass) ? null : template.PriorityClass,
                InitContainers = [AgentContainer.Build(spec, options, route)],
                Containers = [GamContainer.Build(spec, image, options)],
                Volumes = PodVolumes.Build(spec, options),
            },
        };
    }

    private static ImageOptions ImageOf(SessionSpec spec, GamSessionsOptions options) =>
        options.Images.TryGetValue(spec.Session.Image, out var image) && image.Reference is not null
            ? image
            : throw new InvalidOperationException($"There is no reference of the image '{spec.Session.Image}'; images are checked before a session is made.");

    private static Dictionary<string, string> Over(IReadOnlyDictionary<string, string> below, IReadOnlyDictionary<string, string> above)
    {
        var map = new Dictionary<string, string>(below, StringComparer.Ordinal);
        foreach (var (name, value) in above)
        {
            map[name] = value;
        }

        return map;
    }

    private static List<T>? NullIfEmpty<T>(IEnumerable<T> items) => items.ToList() is { Count: > 0 } list ? list : null;
}
