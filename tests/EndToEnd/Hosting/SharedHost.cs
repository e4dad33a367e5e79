namespace EndToEnd.Tests.Hosting;

/// <summary>One host for all tests of a class that leave it as it is.</summary>
public class SharedHost : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private HostProgram? _host;

    /// <summary>It.</summary>
    internal HostProgram Host => _host ?? throw new InvalidOperationException("The host has not been started.");

    /// <summary>Its settings, as variables.</summary>
    protected virtual Dictionary<string, string?> Settings => new() { ["GamSessions__Limits__MaxSessionsPerOwner"] = "100" };

    public async ValueTask InitializeAsync() => _host = await HostProgram.Start(_folder.Path, Settings);

    public async ValueTask DisposeAsync()
    {
        if (_host is not null)
        {
            await _host.DisposeAsync();
        }

        _folder.Dispose();
        GC.SuppressFinalize(this);
    }
}
