using GamAgent.Protocol.Settings;
using GamSessions.Exposure;
using GamSessions.Options;
using GamSessions.Provisioning;
using k8s.Models;

namespace GamSessions.Manifests;

/// <summary>The container of the agent's image.</summary>
internal static class AgentContainer
{
    private const long User = 1654;
    private const int CpuMillis = 1000;
    private const long LayerBytes = 64L << 20;

    /// <summary>
    /// The door: a native sidecar, which is there before <c>gam</c> starts and after it ended. It brings the runner too. The kubelet begins the
    /// next container of a row when it looks again, once a second, so every init container and every startup probe costs a session that long
    /// (docs/adr/0011).
    /// </summary>
    public static V1Container Build(SessionSpec spec, GamSessionsOptions options, PublicRoute route) => new()
    {
        Name = SessionNames.AgentContainer,
        Image = options.Kubernetes.AgentImage,
        ImagePullPolicy = "IfNotPresent",
        RestartPolicy = "Always",
        Command = [PodFolders.AgentInImage, "serve"],
        Env = [PodVariables.FromField(AgentVariables.AgentId, "metadata.uid"), .. PodVariables.From(Variables(spec, options, route))],
        Ports = [new V1ContainerPort { Name = "http", ContainerPort = SessionNames.Port, Protocol = "TCP" }],
        Resources = Quantities.Resources(CpuMillis, MemoryBytes(options.Limits), PodVolumes.JournalBytes(options.Limits) + LayerBytes),
        SecurityContext = Security(),

        // gam starts only after this has ended. A kubelet that was itself restarted meanwhile forgets it; then liveness starts the
        // agent again.
        Lifecycle = new V1Lifecycle { PostStart = new V1LifecycleHandler { Exec = new V1ExecAction { Command = [PodFolders.RunnerInImage, "install", PodFolders.Runner] } } },

        // Whether a runner is attached is a state, which clients are told; no probe asks for it. None has to pass before gam starts either: the
        // runner dials until somebody listens.
        LivenessProbe = new V1Probe { HttpGet = Get("/healthz"), PeriodSeconds = 10, TimeoutSeconds = 5, FailureThreshold = 6 },
        ReadinessProbe = new V1Probe { HttpGet = Get("/readyz"), PeriodSeconds = 5, TimeoutSeconds = 5, FailureThreshold = 3 },
        TerminationMessagePolicy = "FallbackToLogsOnError",
        VolumeMounts = PodVolumes.ForAgent(),
    };

    private static Dictionary<string, string> Variables(SessionSpec spec, GamSessionsOptions options, PublicRoute route)
    {
        var variables = new Dictionary<string, string>(AgentEnvironment.Limits(options.Limits), StringComparer.Ordinal)
        {
            [AgentVariables.SessionId] = spec.Session.Id,
            [AgentVariables.Listen] = $"http://0.0.0.0:{SessionNames.Port}",
            [AgentVariables.RunnerSocket] = PodFolders.Socket,
            [AgentVariables.JournalFolder] = PodFolders.Journal,
            [AgentVariables.Jwks] = spec.Jwks,
            [AgentVariables.RunnerFile] = PodFolders.Runner,

            // A read-only root file system has no room for the runtime's diagnostic socket.
            ["DOTNET_EnableDiagnostics"] = "0",
        };
        List<string> origins = [.. options.Access.AllowedOrigins];
        if (options.PublicUrl is { } url)
        {
            origins.Add(url.GetLeftPart(UriPartial.Authority));
        }

        if (origins.Count > 0)
        {
            variables[AgentVariables.AllowedOrigins] = string.Join(',', origins.Distinct(StringComparer.OrdinalIgnoreCase));
        }

        if (route.Prefix.Length > 0)
        {
            variables[AgentVariables.PathPrefix] = route.Prefix;
        }

        return variables;
    }

    private static long MemoryBytes(LimitOptions limits) => (128L << 20) + (limits.JournalMemoryBytes.Bytes * 2);

    private static V1HTTPGetAction Get(string path) => new() { Path = path, Port = SessionNames.Port };

    private static V1SecurityContext Security() => new()
    {
        AllowPrivilegeEscalation = false,
        Capabilities = new V1Capabilities { Drop = ["ALL"] },
        ReadOnlyRootFilesystem = true,
        RunAsNonRoot = true,
        RunAsUser = User,
        RunAsGroup = User,
    };
}
