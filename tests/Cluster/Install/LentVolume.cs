using System.Text.Json;

namespace Cluster.Tests.Install;

/// <summary>A volume for a platform's claim in a cluster without a default storage class: a folder of this machine, which then is its node.</summary>
internal sealed class LentVolume : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly string _space;

    private LentVolume(string space) => _space = space;

    /// <summary>Lends one to the claim <c>gam-platform</c> of a namespace; null where the cluster makes its own.</summary>
    public static async Task<LentVolume?> Lend(string space)
    {
        var classes = await Kubectl.Get("storageclasses");
        if (classes.At("items").EnumerateArray().Any(IsDefault))
        {
            return null;
        }

        var volume = new LentVolume(space);
        var folder = volume._folder.Folder("volume");
        File.SetUnixFileMode(folder, (UnixFileMode)0b111_111_111);
        await Kubectl.Apply($$"""
            apiVersion: v1
            kind: PersistentVolume
            metadata: {name: {{space}}}
            spec:
              capacity: {storage: 5Gi}
              accessModes: [ReadWriteOnce]
              persistentVolumeReclaimPolicy: Retain
              claimRef: {namespace: {{space}}, name: gam-platform}
              hostPath: {path: {{folder}}, type: Directory}
            """);
        return volume;
    }

    public async ValueTask DisposeAsync()
    {
        await Kubectl.Run("delete", "persistentvolume", _space, "--ignore-not-found");
        _folder.Dispose();
    }

    private static bool IsDefault(JsonElement storageClass) =>
        storageClass.At("metadata").TryGetProperty("annotations", out var annotations)
        && annotations.TryGetProperty("storageclass.kubernetes.io/is-default-class", out var value) && value.GetString() == "true";
}
