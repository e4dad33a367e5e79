using Conformance.Tests.Engines;
using Conformance.Tests.Hosting;
using GamAgent.Protocol;

namespace Conformance.Tests;

/// <summary>What every engine owes to clients' websockets, through the session service and the real route.</summary>
public abstract class WebsocketConformance : IAsyncLifetime
{
    private IEngineUnderTest? _engine;

    protected IEngineUnderTest Engine => _engine ?? throw new InvalidOperationException("The test has not begun.");

    public async ValueTask InitializeAsync()
    {
        _engine = CreateEngine();
        _engine.SkipWhereItCannotRun();
        await _engine.PrepareAsync();
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_engine is not null)
        {
            await _engine.DisposeAsync();
        }
    }

    [Fact]
    public async Task A_ready_session_is_reached_by_websocket_and_runs_a_command()
    {
        await using var plane = await ControlPlane.StartAsync(Engine);
        var session = await plane.CreateReadyAsync();
        await using var socket = await plane.OpenAsync(session.Id);

        var connected = (await socket.WaitFor(EventNames.Connected)).Read<ConnectedData>();
        Assert.Equal(session.Id, connected.SessionId);
        Assert.Equal(AgentState.Idle, connected.State);
        Assert.Equal((await plane.Engine.FindAgentAsync(session.Id, CancellationToken.None))!.AgentId, connected.AgentId);

        var events = await socket.Run("gam info domain");
        Assert.NotEmpty(events.OutputText());
        Assert.Equal(0, events[^1].Read<ExitData>().ExitCode);
        Assert.NotNull(session.ReadyAt);
    }

    [Fact]
    public async Task Two_clients_see_the_same_events_and_one_that_comes_back_misses_none()
    {
        await using var plane = await ControlPlane.StartAsync(Engine);
        var session = await plane.CreateReadyAsync();
        await using var first = await plane.OpenAsync(session.Id, "?after=0");
        await using var second = await plane.OpenAsync(session.Id, "?after=0");

        await first.SendCommand("gam info domain");
        var one = await first.ReadUntil(EventNames.Exit);
        var two = await second.ReadUntil(EventNames.Exit);
        Assert.Equal(one.OutputText(), two.OutputText());

        await using var third = await plane.OpenAsync(session.Id, $"?after={one.First(e => e.Event == EventNames.Started).Seq}");
        Assert.Equal(one.OutputText(), (await third.ReadUntil(EventNames.Exit)).OutputText());
    }

    /// <summary>The engine, new for each test.</summary>
    protected abstract IEngineUnderTest CreateEngine();
}
