namespace GamSessions.Tests.Api;

/// <summary>One API for all tests of a class that leave nothing behind.</summary>
public sealed class SharedApi : IAsyncLifetime
{
    internal ApiHost Host { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Host = await ApiHost.StartAsync(("Limits:CreatesPerMinute", "10000"));

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
