namespace Cluster.Tests.Install;

/// <summary>
/// What an administrator writes over <c>deploy/</c> for one installation: images, address, host. It has a namespace and a path prefix of
/// its own, so that any number of them live side by side behind one ingress controller.
/// </summary>
/// <param name="Space">The namespace.</param>
/// <param name="Settings">Further settings of the host.</param>
internal sealed record PlatformOverlay(string Space, IReadOnlyDictionary<string, string> Settings)
{
    /// <summary>Writes it into a folder.</summary>
    public void Write(string folder)
    {
        var literals = new Dictionary<string, string>(Settings)
        {
            ["GamSessions__Kubernetes__AgentImage"] = TestCluster.AgentImage,
            ["GamSessions__Images__default-gam-image"] = TestCluster.GamImage,
        };
        var (image, tag) = Split(TestCluster.HostImage);
        File.WriteAllText(Path.Combine(folder, "kustomization.yaml"), $$"""
            apiVersion: kustomize.config.k8s.io/v1beta1
            kind: Kustomization
            namespace: {{Space}}
            resources:
              - {{Path.GetRelativePath(folder, RepositoryRoot.Combine("deploy"))}}
            images:
              - name: registry.example.com/gam-sessions
                newName: {{image}}
                newTag: {{tag}}
            configMapGenerator:
              - name: gam-platform-settings
                behavior: merge
                literals:
            {{string.Join('\n', literals.Select(setting => $"      - {setting.Key}={setting.Value}"))}}
            patches:
              - target: {kind: Ingress, name: gam-platform}
                patch: |
                  - {op: remove, path: /spec/rules/0/host}
                  - {op: replace, path: /spec/rules/0/http/paths/0/path, value: /{{Space}}}
            """);
    }

    private static (string Name, string Tag) Split(string reference)
    {
        var colon = reference.LastIndexOf(':');
        return colon > reference.LastIndexOf('/') ? (reference[..colon], reference[(colon + 1)..]) : (reference, "latest");
    }
}
