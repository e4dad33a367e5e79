using System.Text.Json.Nodes;
using Conformance.Tests.Engines;
using Conformance.Tests.Hosting;

namespace Conformance.Tests.Pulumi;

/// <summary>Both cluster engines make the same objects.</summary>
public sealed class PulumiObjectsTests : PulumiTest
{
    private static readonly string[] LeftOut =
    [
        "uid", "resourceVersion", "managedFields", "creationTimestamp", "ownerReferences", "annotations", "generation", "selfLink",
        "clusterIP", "clusterIPs", "app.kubernetes.io/managed-by",
    ];

    [Fact]
    public async Task The_objects_are_those_of_the_Kubernetes_engine()
    {
        var byPulumi = await ShowAsync(Engine);
        await using var other = new KubernetesEngineUnderTest("ingress");
        await other.PrepareAsync();
        var byApi = await ShowAsync(other);
        Assert.NotEmpty(byApi);
        Assert.Equal(string.Join('\n', byApi), string.Join('\n', byPulumi));
    }

    private static async Task<IReadOnlyList<string>> ShowAsync(IEngineUnderTest engine)
    {
        await using var plane = await ControlPlane.StartAsync(engine);
        var session = await plane.CreateReadyAsync();
        var space = engine.Settings["Kubernetes:Namespace"]!;
        using var kubectl = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(
            "kubectl", ["get", "deployment,service,ingress,networkpolicy", "-n", space, "-l", $"session_id={session.Id}", "-o", "json"])
        { RedirectStandardOutput = true })!;
        var list = JsonNode.Parse(await kubectl.StandardOutput.ReadToEndAsync(Token))!["items"]!.AsArray();
        await kubectl.WaitForExitAsync(Token);
        await EndAsync(plane, session.Id);
        return [.. list.Select(item => Strip(item!).ToJsonString().Replace(session.Id, "ID", StringComparison.Ordinal).Replace(space, "NAMESPACE", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
    }

    private static JsonNode Strip(JsonNode node)
    {
        switch (node)
        {
            case JsonObject map:
                map.Remove("status");
                foreach (var name in LeftOut)
                {
                    map.Remove(name);
                }

                // Keys of each session.
                if (map["name"]?.GetValueKind() is System.Text.Json.JsonValueKind.String && map["name"]!.GetValue<string>().Contains("Jwks", StringComparison.OrdinalIgnoreCase))
                {
                    map.Remove("value");
                }

                return new JsonObject(map.OrderBy(p => p.Key, StringComparer.Ordinal).Select(p => KeyValuePair.Create(p.Key, p.Value is null ? null : (JsonNode?)Strip(p.Value.DeepClone()))));
            case JsonArray list:
                return new JsonArray([.. list.Select(item => item is null ? null : Strip(item.DeepClone()))]);
            default:
                return node.DeepClone();
        }
    }
}
