using Conformance.Tests.Engines;
using Conformance.Tests.Hosting;
using GamSessions.Sessions;

namespace Conformance.Tests.Pulumi;

/// <summary>What tests of the engine <c>pulumi</c> begin and end with.</summary>
public abstract class PulumiTest : IAsyncLifetime
{
    private PulumiEngineUnderTest? _engine;

    protected PulumiEngineUnderTest Engine => _engine ?? throw new InvalidOperationException("The test has not begun.");

    protected static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _engine = CreateEngine();
        _engine.SkipWhereItCannotRun();
        await _engine.PrepareAsync();
    }

    protected virtual PulumiEngineUnderTest CreateEngine() => new();

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_engine is not null)
        {
            await _engine.DisposeAsync();
        }
    }

    private protected Task<ControlPlane> StartAsync(IReadOnlyDictionary<string, string?>? more = null) => ControlPlane.StartAsync(Engine, more);

    private protected static async Task<Session> EndAsync(ControlPlane plane, string id)
    {
        await plane.Sessions.EndAsync(id, GamAgent.Protocol.EndReason.Deleted, CancellationToken.None);
        await Eventually.True($"session {id} is over", async () => !(await plane.FindAsync(id)).IsLive, TimeSpan.FromMinutes(3));
        return await plane.FindAsync(id);
    }

    private protected async Task NothingIsLeftAsync(string id)
    {
        var parts = await Engine.FindPartsAsync(id);
        for (var began = TimeProvider.System.GetTimestamp(); parts.Count > 0 && TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromMinutes(2);)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(250), TimeProvider.System, Token);
            parts = await Engine.FindPartsAsync(id);
        }

        Assert.Equal("", string.Join('\n', parts));
    }
}
