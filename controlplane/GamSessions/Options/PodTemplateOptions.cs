namespace GamSessions.Options;

/// <summary>What the pods of all sessions have beside what every one has.</summary>
public sealed class PodTemplateOptions
{
    /// <summary>Secrets to pull images with, beside those of the image itself; default none.</summary>
    /// <remarks>Range: names of Secrets of the same namespace.</remarks>
    public List<string> PullSecrets { get; } = [];

    /// <summary>Labels that a node must have; default none.</summary>
    /// <remarks>Range: names of labels with their values.</remarks>
    public Dictionary<string, string> NodeSelector { get; } = new(StringComparer.Ordinal);

    /// <summary>Taints that are tolerated, as JSON in the API's own shape; default none.</summary>
    /// <remarks>Range: a JSON array of tolerations, or nothing.</remarks>
    public string? Tolerations { get; set; }

    /// <summary>The priority class; default the cluster's own default.</summary>
    /// <remarks>Range: a DNS name, or nothing.</remarks>
    public string? PriorityClass { get; set; }

    /// <summary>A ConfigMap of the same namespace whose <c>ca.crt</c> holds all certificate authorities that GAM should trust; default none.</summary>
    /// <remarks>Range: a DNS name, or nothing.</remarks>
    public string? CaConfigMap { get; set; }

    /// <summary>The proxy for GAM's requests by http; default none.</summary>
    /// <remarks>Range: an address, or nothing.</remarks>
    public string? HttpProxy { get; set; }

    /// <summary>The proxy for GAM's requests by https; default none. <c>NetworkPolicy:ExtraEgress</c> has to let it through.</summary>
    /// <remarks>Range: an address, or nothing.</remarks>
    public string? HttpsProxy { get; set; }

    /// <summary>Where no proxy is used, separated by commas; default none.</summary>
    /// <remarks>Range: host names and addresses, or nothing.</remarks>
    public string? NoProxy { get; set; }

    /// <summary>Further labels of the pods; those of the sessions themselves stay.</summary>
    /// <remarks>Range: names of labels with their values.</remarks>
    public Dictionary<string, string> Labels { get; } = new(StringComparer.Ordinal);

    /// <summary>Further annotations of the pods; those of the sessions themselves stay.</summary>
    /// <remarks>Range: names of annotations with their values.</remarks>
    public Dictionary<string, string> Annotations { get; } = new(StringComparer.Ordinal);
}
