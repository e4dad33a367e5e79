using System.Text.Json.Nodes;
using Xunit;

namespace TestKit;

/// <summary>
/// A ServiceAccount that may do in a namespace what the Role of <c>deploy/</c> lets it do and nothing else, with a token and a kubeconfig of
/// its own: for control planes that tests start, so that they work with the rights that an installation has.
/// </summary>
public static class RoleAccount
{
    /// <summary>What a control plane outside the cluster needs beside the Role, as docs/kubernetes.md has it.</summary>
    private const string OutsideRights = """
        - apiGroups: [""]
          resources: [pods/proxy]
          verbs: [get, create, update, patch, delete]
        """;

    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    // The tests' own; a test project may later change the variable for the control planes that it hosts itself.
    private static readonly Dictionary<string, string?> Administrator = new() { ["KUBECONFIG"] = Environment.GetEnvironmentVariable("KUBECONFIG") };

    /// <summary>Makes the account with its rights in a namespace.</summary>
    /// <returns>Its kubeconfig, as JSON, which is YAML too.</returns>
    public static async Task<JsonNode> Create(string space)
    {
        await Bind(space, space);
        return await KubeConfig(space);
    }

    /// <summary>Gives the account of one namespace the rights in another one.</summary>
    /// <param name="space">Where it gets them.</param>
    /// <param name="accountSpace">Where it is.</param>
    /// <param name="more">Rules beside those of the Role, as YAML; or null.</param>
    public static async Task Bind(string space, string accountSpace, string? more = null)
    {
        using var folder = new TemporaryFolder();
        folder.Write("kustomization.yaml", $"""
            apiVersion: kustomize.config.k8s.io/v1beta1
            kind: Kustomization
            namespace: {space}
            resources:
              - {Path.GetRelativePath(folder.Path, RepositoryRoot.Combine("deploy"))}
            """);
        string[] wanted = ["\nkind: ServiceAccount\n", "\nkind: Role\n", "\nkind: RoleBinding\n"];
        var parts = (await Kubectl(null, "kustomize", folder.Path)).Split("\n---\n").Where(part => wanted.Any($"\n{part}\n".Contains)).ToList();
        Assert.Equal(wanted.Length, parts.Count);

        // The base's own Role and binding, and the same account for a binding from elsewhere.
        var documents = string.Join("\n---\n", parts);
        if (space != accountSpace)
        {
            const string Subject = "- kind: ServiceAccount\n  name: gam-platform\n  namespace: ";
            parts.RemoveAll(part => $"\n{part}\n".Contains(wanted[0], StringComparison.Ordinal));
            documents = string.Join("\n---\n", parts).Replace(Subject + space, Subject + accountSpace, StringComparison.Ordinal);
        }

        await Kubectl(documents, "apply", "-n", space, "-f", "-");
        await Kubectl(
            $$"""
            apiVersion: rbac.authorization.k8s.io/v1
            kind: Role
            metadata: {name: gam-platform-outside}
            rules:
            {{OutsideRights}}
            {{more}}
            ---
            apiVersion: rbac.authorization.k8s.io/v1
            kind: RoleBinding
            metadata: {name: gam-platform-outside}
            roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: gam-platform-outside}
            subjects: [{kind: ServiceAccount, name: gam-platform, namespace: {{accountSpace}}}]
            """,
            "apply",
            "-n",
            space,
            "-f",
            "-");
    }

    /// <summary>The kubeconfig of the account in a namespace, with a token that is good for hours.</summary>
    public static async Task<JsonNode> KubeConfig(string accountSpace)
    {
        var token = await Kubectl(null, "create", "token", "gam-platform", "-n", accountSpace, "--duration=6h");
        var config = JsonNode.Parse(await Kubectl(null, "config", "view", "--minify", "--flatten", "--raw", "-o", "json"))!;
        config["users"] = new JsonArray(new JsonObject { ["name"] = "gam-platform", ["user"] = new JsonObject { ["token"] = token.Trim() } });
        config["contexts"]![0]!["context"]!["user"] = "gam-platform";
        return config;
    }

    private static async Task<string> Kubectl(string? input, params string[] arguments)
    {
        await using var kubectl = StartedProgram.Start("kubectl", arguments, Administrator);
        if (input is not null)
        {
            await kubectl.Write(input);
            kubectl.CloseInput();
        }

        var code = await kubectl.WaitForEverything(Limit);
        Assert.True(code == 0, $"kubectl {string.Join(' ', arguments)} ended with {code}:\n{kubectl.Errors.Text}\n{input}");
        return kubectl.Output.Text;
    }
}
