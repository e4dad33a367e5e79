using GamSessions.Credentials;
using GamSessions.Options;
using GamSessions.Provisioning;
using k8s.Models;

namespace GamSessions.Manifests;

/// <summary>
/// The volumes of a session's pod, each with a limit: a volume over its limit costs the pod its life, so each limit is above what the
/// programs keep to by themselves.
/// </summary>
internal static class PodVolumes
{
    private const long Mebi = 1 << 20;

    /// <summary>GAM's discovery documents and the like, beside the work folder.</summary>
    private const long CacheBytes = 512 * Mebi;

    /// <summary>All of them.</summary>
    public static List<V1Volume> Build(SessionSpec spec, GamSessionsOptions options)
    {
        List<V1Volume> volumes =
        [
            Empty("programs", 32 * Mebi),
            Empty("link", Mebi),
            Empty("journal", JournalBytes(options.Limits)),
            Empty("session", SessionBytes(options.Limits)),
            Empty("config", 16 * Mebi, medium: "Memory"),
        ];
        if (spec.Session.Credentials is { } credentials)
        {
            volumes.Add(new V1Volume
            {
                Name = "credentials",
                Secret = new V1SecretVolumeSource { SecretName = CredentialNames.SecretName(spec.Session.Owner, credentials), DefaultMode = 0b100_100_000 },
            });
        }

        if (options.Kubernetes.PodTemplate.CaConfigMap is { Length: > 0 } map)
        {
            volumes.Add(new V1Volume { Name = "authorities", ConfigMap = new V1ConfigMapVolumeSource { Name = map } });
        }

        return volumes;
    }

    /// <summary>The mounts of the agent: the journal, the socket, and the folder it brings the runner to; nothing of GAM's.</summary>
    public static List<V1VolumeMount> ForAgent() =>
        [Mount("link", PodFolders.Link), Mount("journal", PodFolders.Journal), Mount("programs", PodFolders.Programs)];

    /// <summary>The mounts of the caller's image: everything but the journal.</summary>
    public static List<V1VolumeMount> ForGam(SessionSpec spec, GamSessionsOptions options)
    {
        List<V1VolumeMount> mounts =
        [
            Mount("programs", PodFolders.Programs, readOnly: true),
            Mount("link", PodFolders.Link),
            Mount("session", PodFolders.Session),
            Mount("config", PodFolders.Config),
        ];
        if (spec.Session.Credentials is not null)
        {
            mounts.Add(Mount("credentials", PodFolders.Credentials, readOnly: true));
        }

        if (options.Kubernetes.PodTemplate.CaConfigMap is { Length: > 0 })
        {
            mounts.Add(Mount("authorities", PodFolders.Authorities, readOnly: true));
        }

        return mounts;
    }

    /// <summary>What the journal's volume may hold: the quota, the segment that is being written, its small files.</summary>
    public static long JournalBytes(LimitOptions limits) => limits.JournalBytes.Bytes + (limits.JournalBytes.Bytes / 4) + (16 * Mebi);

    /// <summary>What the volume of work folder and cache may hold: the runner ends who writes into the work folder before that is full.</summary>
    public static long SessionBytes(LimitOptions limits) => limits.WorkFolderBytes.Bytes + (limits.WorkFolderBytes.Bytes / 4) + CacheBytes;

    private static V1Volume Empty(string name, long limit, string? medium = null) => new()
    {
        Name = name,
        EmptyDir = new V1EmptyDirVolumeSource { Medium = medium, SizeLimit = Quantities.Bytes(limit) },
    };

    private static V1VolumeMount Mount(string name, string path, bool readOnly = false) =>
        new() { Name = name, MountPath = path, ReadOnlyProperty = readOnly ? true : null };
}
