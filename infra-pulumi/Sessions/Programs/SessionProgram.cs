using System.Text.Json.Nodes;
using GamSessions.Manifests;
using GamSessions.Options;
using GamSessions.Provisioning;
using k8s;
using k8s.Models;

namespace GamSessions.Pulumi.Programs;

/// <summary>
/// Writes a session as a Pulumi YAML program: the very objects that the engine <c>kubernetes</c> applies, as resources. Pure. The
/// provider is told not to wait for any of them: its own waiting costs ten seconds for a Service and minutes for an Ingress without an
/// address, and the pod is watched by us.
/// </summary>
internal static class SessionProgram
{
    /// <summary>The project of all sessions' stacks.</summary>
    public const string Project = "gam-session";

    private const string SkipAwait = "pulumi.com/skipAwait";
    private const string PatchForce = "pulumi.com/patchForce";

    private const string Header = """
        # The session's Kubernetes objects as a Pulumi program, written when the session was made and never again. The stack is named
        # by the session's id. It may be inspected and changed: pulumi stack ls, up, refresh, destroy with --cwd on this folder. What
        # is changed here is not undone; the end of the session destroys the stack.

        """;

    /// <summary>The program of a stack that has none any more: enough to look at it and to destroy it.</summary>
    public const string Empty = $"name: {Project}\nruntime: yaml\ndescription: gam-sessions\n";

    /// <summary>The program.</summary>
    /// <param name="spec">The session.</param>
    /// <param name="objects">Its objects.</param>
    /// <param name="options">Settings.</param>
    /// <param name="force">Whether fields of objects that are there already are taken over: after a create whose state was lost.</param>
    public static string Write(SessionSpec spec, SessionObjects objects, GamSessionsOptions options, bool force)
    {
        var resources = new JsonObject();
        if (objects.NetworkPolicy is { } policy)
        {
            resources["policy"] = Resource("kubernetes:networking.k8s.io/v1:NetworkPolicy", policy, force);
        }

        // No pod without its policy.
        resources["deployment"] = Resource("kubernetes:apps/v1:Deployment", objects.Deployment, force, objects.NetworkPolicy is null ? null : "policy");
        resources["service"] = Resource("kubernetes:core/v1:Service", objects.Service, force);
        if (objects.Ingress is { } ingress)
        {
            resources["ingress"] = Resource("kubernetes:networking.k8s.io/v1:Ingress", ingress, force);
        }

        if (objects.Route is { } route)
        {
            // Pulumi YAML knows no single object of a kind that the provider has no schema of; a group of them it does.
            resources["route"] = Resource("kubernetes:yaml/v2:ConfigGroup", route, force);
        }

        var program = new JsonObject
        {
            ["name"] = Project,
            ["runtime"] = "yaml",
            ["description"] = "A session of gam-sessions",
            ["resources"] = resources,
            ["outputs"] = Outputs(spec, objects, options),
        };
        return Header + KubernetesYaml.Serialize(Plain(program));
    }

    /// <summary>A program, changed by whomever, with fields of objects that are there already taken over.</summary>
    public static string TakingOver(string program) => program.Contains(PatchForce, StringComparison.Ordinal)
        ? program
        : string.Join('\n', program.Split('\n').SelectMany(line => (string[])(line.TrimStart() == $"{SkipAwait}: \"true\""
            ? [line, line.Replace(SkipAwait, PatchForce, StringComparison.Ordinal)]
            : [line])));

    private static JsonObject Resource(string type, IKubernetesObject<V1ObjectMeta> item, bool force, string? dependsOn = null)
    {
        var properties = JsonNode.Parse(KubernetesJson.Serialize(item))!.AsObject();
        var isGroup = type.EndsWith(":ConfigGroup", StringComparison.Ordinal);
        if (!isGroup)
        {
            // The type says both.
            properties.Remove("apiVersion");
            properties.Remove("kind");
        }

        properties.Remove("status");
        var metadata = properties["metadata"]!.AsObject();
        if (metadata["annotations"] is not JsonObject annotations)
        {
            metadata["annotations"] = annotations = [];
        }

        annotations[SkipAwait] = "true";
        if (force)
        {
            annotations[PatchForce] = "true";
        }

        if (isGroup)
        {
            properties = new JsonObject { ["skipAwait"] = true, ["objs"] = new JsonArray(properties) };
        }

        var resource = new JsonObject { ["type"] = type, ["properties"] = Escape(properties) };
        if (dependsOn is not null)
        {
            resource["options"] = new JsonObject { ["dependsOn"] = new JsonArray($"${{{dependsOn}}}") };
        }

        return resource;
    }

    private static JsonObject Outputs(SessionSpec spec, SessionObjects objects, GamSessionsOptions options)
    {
        var path = $"/ws/session/{spec.Session.Id}/";
        var url = options.PublicUrl is { } publicUrl
            ? new UriBuilder(publicUrl) { Scheme = publicUrl.Scheme == "https" ? "wss" : "ws", Path = publicUrl.AbsolutePath.TrimEnd('/') + path }.Uri.ToString()
            : path;
        var outputs = new JsonObject
        {
            ["url"] = EscapeText(url),
            ["service"] = "${service.metadata.name}",
            ["image"] = EscapeText(options.Images.GetValueOrDefault(spec.Session.Image)?.Reference ?? spec.Session.Image),
        };
        if (objects.Ingress is not null)
        {
            outputs["ingress"] = "${ingress.metadata.name}";
        }
        else if (objects.Route is not null)
        {
            outputs["ingress"] = EscapeText(objects.Route.Metadata.Name);
        }

        return outputs;
    }

    // ${…} is Pulumi's own; in a manifest it is text.
    private static string EscapeText(string text) => text.Replace("${", "$${", StringComparison.Ordinal);

    private static JsonNode? Escape(JsonNode? node) => node switch
    {
        JsonObject map => new JsonObject(map.Select(p => KeyValuePair.Create(p.Key, Escape(p.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Escape)]),
        JsonValue value when value.TryGetValue<string>(out var text) => EscapeText(text),
        _ => node?.DeepClone(),
    };

    private static object? Plain(JsonNode? node) => node switch
    {
        JsonObject map => map.ToDictionary(p => p.Key, p => Plain(p.Value), StringComparer.Ordinal),
        JsonArray list => list.Select(Plain).ToList(),
        JsonValue value when value.TryGetValue<string>(out var text) => text,
        JsonValue value when value.TryGetValue<bool>(out var flag) => flag,
        JsonValue value when value.TryGetValue<long>(out var number) => number,
        JsonValue value => value.GetValue<double>(),
        _ => null,
    };
}
