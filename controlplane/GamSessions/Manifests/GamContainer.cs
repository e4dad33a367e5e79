using GamAgent.Protocol.Settings;
using GamSessions.Options;
using GamSessions.Provisioning;
using k8s.Models;

namespace GamSessions.Manifests;

/// <summary>The caller's image, unmodified, with the runner as its command.</summary>
internal static class GamContainer
{
    // Its own layer, beside the volumes: /tmp and the like.
    private const long LayerBytes = 1L << 30;

    /// <summary>The container.</summary>
    public static V1Container Build(SessionSpec spec, ImageOptions image, GamSessionsOptions options) => new()
    {
        Name = SessionNames.GamContainer,
        Image = image.Reference,
        ImagePullPolicy = "IfNotPresent",
        Command = [PodFolders.Runner, "run"],
        Env = PodVariables.From(Variables(spec, image, options)),
        Resources = Quantities.Resources(spec.CpuMillis, spec.MemoryBytes, PodVolumes.SessionBytes(options.Limits) + LayerBytes),
        SecurityContext = new V1SecurityContext
        {
            AllowPrivilegeEscalation = false,
            Capabilities = new V1Capabilities { Drop = ["ALL"] },
            RunAsNonRoot = true,
            RunAsUser = image.RunAsUser,
        },
        TerminationMessagePolicy = "FallbackToLogsOnError",
        VolumeMounts = PodVolumes.ForGam(spec, options),
    };

    private static Dictionary<string, string> Variables(SessionSpec spec, ImageOptions image, GamSessionsOptions options)
    {
        var passed = Passed(image, options.Kubernetes.PodTemplate);
        var variables = new Dictionary<string, string>(passed, StringComparer.Ordinal)
        {
            [RunnerVariables.SessionId] = spec.Session.Id,
            [RunnerVariables.Socket] = PodFolders.Socket,
            [RunnerVariables.GamPath] = string.IsNullOrEmpty(image.GamPath) ? "gam" : image.GamPath,
            [RunnerVariables.WorkFolder] = PodFolders.Work,
            [RunnerVariables.ConfigFolder] = PodFolders.Config + "/gam",
            [RunnerVariables.CacheFolder] = PodFolders.Cache,
            [RunnerVariables.Preflight] = "true",
        };

        // The memory limit is the container's own.
        foreach (var (name, value) in AgentEnvironment.RunnerLimits(options.Limits))
        {
            variables[name] = value;
        }

        if (passed.Count > 0)
        {
            variables[RunnerVariables.PassVariables] = string.Join(',', passed.Keys.Order(StringComparer.Ordinal));
        }

        if (spec.Session.Credentials is not null)
        {
            variables[RunnerVariables.ConfigSource] = PodFolders.Credentials;
        }

        return variables;
    }

    // What GAM itself gets to see.
    private static Dictionary<string, string> Passed(ImageOptions image, PodTemplateOptions template)
    {
        var passed = new Dictionary<string, string>(StringComparer.Ordinal);
        if (template.CaConfigMap is { Length: > 0 })
        {
            foreach (var name in (string[])["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
            {
                passed[name] = PodFolders.AuthoritiesFile;
            }
        }

        foreach (var (name, value) in ((string, string?)[])[("HTTP_PROXY", template.HttpProxy), ("HTTPS_PROXY", template.HttpsProxy), ("NO_PROXY", template.NoProxy)])
        {
            if (!string.IsNullOrEmpty(value))
            {
                passed[name] = value;
                passed[name.ToLowerInvariant()] = value;
            }
        }

        foreach (var (name, value) in image.Env)
        {
            passed[name] = value;
        }

        return passed;
    }
}
