using System.Collections.Concurrent;
using System.Net.WebSockets;
using GamSessions.Access;
using GamSessions.Options;
using GamSessions.Provisioning;
using GamSessions.Routing;
using GamSessions.Tests.AgentLink;
using GamSessions.Tests.Sessions;
using GamSessions.Tests.Store;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.DependencyInjection;
using TestKit;

namespace GamSessions.Tests.Routing;

/// <summary>When a session counts as reached.</summary>
public sealed class ReadyProbeTests
{
    private const string NotReady =
        """{"event":"connected","data":{"sessionId":"s","protocol":"gam.v1","agentVersion":"1","agentId":"a","state":"not-ready","queued":[],"conditions":[],"epoch":"e","first":1,"next":1,"role":"control"}}""";

    [Fact]
    public async Task It_is_reached_only_when_the_real_route_leads_to_the_right_agent_and_its_runner_is_there()
    {
        await using var store = await TemporaryStore.OpenAsync();
        await using var agent = await ScriptedAgent.StartAsync();
        var engine = new FakeEngine { Agent = new AgentEndpoint(new Uri("http://127.0.0.1:9"), "the pod before") };
        var options = Microsoft.Extensions.Options.Options.Create(new GamSessionsOptions { Engine = Engines.Kubernetes, Exposure = Exposures.Ingress, PublicUrl = agent.Address });
        var notes = new ConcurrentQueue<string>();
        await using var host = WebApplication.CreateSlimBuilder().Build();
        var route = new RealRoute(host.Services.GetRequiredService<IServer>(), host.Lifetime, options);
        var probe = new ReadyProbe(route, engine, store.Get<ISessionTokenIssuer>(), TimeProvider.System);
        var reached = probe.WaitUntilReachableAsync("s", notes.Enqueue, TestContext.Current.CancellationToken);
        // Any try may come before or after what the test does between two of them, so that each hears what holds by then.
        using var over = new CancellationTokenSource();
        var ready = false;
        var answering = AnswerAsync();

        await Eventually.True("it is told", () => notes.Any(note => note.EndsWith("led to another agent", StringComparison.Ordinal)));
        Assert.False(reached.IsCompleted);
        engine.Agent = engine.Agent with { AgentId = "a" };
        await Eventually.True("it is told", () => notes.Any(note => note == "its runner was not attached"));
        Assert.False(reached.IsCompleted);

        Volatile.Write(ref ready, true);
        await reached.Within("it is reached");
        await over.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => answering);

        async Task AnswerAsync()
        {
            await foreach (var connection in agent.AllAsync(over.Token))
            {
                try
                {
                    await (Volatile.Read(ref ready) ? connection.ConnectedAsync("e1", 1) : connection.SayAsync(NotReady));
                }
                catch (Exception e) when (e is WebSocketException or ObjectDisposedException)
                {
                    // A try that took too long was given up.
                }
            }
        }
    }
}
