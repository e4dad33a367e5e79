namespace Cluster.Tests.Clients;

/// <summary>A namespace of its own for one test, with Pod Security <c>restricted</c> enforced; removed with all that is in it.</summary>
internal sealed class TestNamespace : IAsyncDisposable
{
    private TestNamespace(string name) => Name = name;

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Makes it.</summary>
    /// <param name="purpose">A word for its name.</param>
    public static async Task<TestNamespace> Create(string purpose)
    {
        var space = new TestNamespace($"gam-{purpose}-{Guid.NewGuid().ToString("N")[..8]}");
        await Kubectl.Apply($$"""
            apiVersion: v1
            kind: Namespace
            metadata:
              name: {{space.Name}}
              labels: {pod-security.kubernetes.io/enforce: restricted}
            """);
        return space;
    }

    /// <summary>Removes it; what is in it goes on its own.</summary>
    public async ValueTask DisposeAsync() => await Kubectl.Run("delete", "namespace", Name, "--ignore-not-found", "--wait=false");
}
