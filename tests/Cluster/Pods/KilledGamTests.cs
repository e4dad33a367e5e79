using System.Diagnostics;
using Cluster.Tests.Hosting;
using GamAgent.Protocol;

namespace Cluster.Tests.Pods;

/// <summary>gam's container dies; the session stays.</summary>
public sealed class KilledGamTests
{
    private const string RunnersVariable = "GamRunner__SessionId";

    [Fact]
    public async Task A_session_whose_gam_is_killed_three_times_stays_reachable_and_every_command_has_one_exit()
    {
        await using var host = await ClusterHost.Start("killed");
        var id = await host.CreateReady();
        Assert.SkipUnless(ProcessTable.WithEnvironment(RunnersVariable, id).Count > 0, "The cluster's processes are not this machine's, or this user may not see them.");
        await using var socket = await host.Open(id, "?after=0");

        var last = 0L;
        for (var time = 1; time <= 3; time++)
        {
            await socket.SendCommand("gam silence 600");
            var started = (await socket.WaitFor(EventNames.Started)).Read<StartedData>();
            KillAll(id);
            var exit = (await socket.WaitFor(EventNames.Exit)).Read<ExitData>();
            Assert.Equal((started.Id, ExitReason.RunnerLost), (exit.Id, exit.Reason));

            // While gam is down, and the pod with it not ready.
            await using (var another = await host.Open(id))
            {
                Assert.Equal(id, (await another.WaitFor(EventNames.Connected)).Read<ConnectedData>().SessionId);
            }

            await socket.WaitFor(EventNames.State, state => state.Read<StateData>().State is AgentState.Idle, TestCluster.Patience);
            var after = (await socket.Run("gam info domain"))[^1];
            Assert.Equal(0, after.Read<ExitData>().ExitCode);
            last = after.Seq!.Value;
        }

        Assert.Equal("ready", (await host.Reached.Session(id)).Text("status"));
        await using var late = await host.Open(id, "?after=0");
        var all = await late.ReadUntil(EventNames.Exit, e => e.Seq >= last);

        // What the agent can't know comes from the kubelet, by the control plane.
        await using var told = await host.Open(id, "?after=0");
        var word = (await told.WaitFor(EventNames.State, e => e.Read<StateData>().Reason == "runner-lost")).Read<StateData>();
        Assert.Contains("exit code 137", word.Message, StringComparison.Ordinal);
        Assert.Equal(
            all.Where(e => e.Event == EventNames.Started).Select(e => e.Read<StartedData>().Id),
            all.Where(e => e.Event == EventNames.Exit).Select(e => e.Read<ExitData>().Id));
    }

    [Fact]
    public async Task A_command_that_eats_memory_ends_as_that_and_no_container_starts_again()
    {
        await using var host = await ClusterHost.Start("memory");
        var id = await host.CreateReady(body: new { name = "Eater", config = new { resources = new { memory = "256Mi" } } });
        await using var socket = await host.Open(id);

        var exit = (await socket.Run("gam memory 400 60"))[^1].Read<ExitData>();
        Assert.Equal(ExitReason.OutOfMemory, exit.Reason);
        Assert.Equal(256 << 20, exit.Memory!.LimitBytes);
        Assert.Equal(0, (await socket.Run("gam info domain"))[^1].Read<ExitData>().ExitCode);
        var pod = (await Kubectl.Get("pods", "-n", host.Space.Name, "-l", $"session_id={id}")).At("items.0.status");
        Assert.Equal(0, pod.At("containerStatuses.0.restartCount").GetInt32());
        Assert.Equal(0, pod.At("initContainerStatuses.0.restartCount").GetInt32());
    }

    private static void KillAll(string id)
    {
        // The runner first: it would tell of a command that is killed before it.
        foreach (var pid in ProcessTable.WithEnvironment(RunnersVariable, id).Concat(ProcessTable.WithEnvironment("GAM_SESSION_ID", id)).Distinct())
        {
            try
            {
                using var process = Process.GetProcessById(pid);
                process.Kill();
            }
            catch (Exception e) when (e is ArgumentException or InvalidOperationException)
            {
                // It ended with another one.
            }
        }
    }
}
