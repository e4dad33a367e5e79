namespace Cluster.Tests.Hosting;

/// <summary>One control plane behind the ingress controller for all tests that leave it as it is; started by the first that asks.</summary>
public sealed class SharedPlatform : IAsyncDisposable
{
    private readonly Lazy<Task<PublishedHost>> _host = new(() => PublishedHost.Start("shared"));

    /// <summary>It; skips the test where there is no cluster.</summary>
    internal Task<PublishedHost> Host()
    {
        TestCluster.Require();
        return _host.Value;
    }

    public async ValueTask DisposeAsync()
    {
        if (_host.IsValueCreated && _host.Value.IsCompletedSuccessfully)
        {
            await (await _host.Value).DisposeAsync();
        }
    }
}
