using System.Globalization;
using GamAgent.Protocol;
using TestKit;

namespace AgentPair.Tests;

/// <summary>What must hold every time, however often: repeated enough to see a race.</summary>
public sealed class RepetitionTests
{
    // A JIT trampoline starts a whole runtime for each command; the native one is what pods run.
    private static readonly Dictionary<ProgramForm, int> Commands = new() { [ProgramForm.Jit] = 40, [ProgramForm.Aot] = 1000 };

    public static TheoryData<ProgramForm> Forms => [ProgramForm.Jit, ProgramForm.Aot];

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task The_one_byte_of_a_command_always_comes_before_its_exit(ProgramForm form)
    {
        await using var pair = await Pair.Start(form, "/usr/bin/printf");
        await using var socket = await pair.Client();
        await socket.WaitFor(EventNames.Connected);
        for (var i = 0; i < Commands[form]; i++)
        {
            var id = i.ToString(CultureInfo.InvariantCulture);
            await socket.SendArguments(["x"], id);
            var events = await socket.ReadUntil(EventNames.Exit);
            Assert.Equal(
                [(EventNames.Started, id), (EventNames.Output, id), (EventNames.Exit, id)],
                events.Where(e => e.Event is EventNames.Started or EventNames.Output or EventNames.Exit).Select(e => (e.Event, e.Id ?? e.Data.Text("id"))));
            Assert.Equal("x", events.OutputText(OutputStream.Stdout));
            Assert.Equal(0, events[^1].Read<ExitData>().ExitCode);
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Fifty_clients_that_come_and_go_leave_no_process_and_no_descriptor_and_a_running_command_goes_on(ProgramForm form)
    {
        await using var pair = await Pair.Start(form);
        await using var watcher = await pair.Client();
        await watcher.WaitFor(EventNames.Connected);
        await watcher.SendArguments(["slow", "100000", "50"], "c");
        await watcher.WaitFor(EventNames.Output);
        await ComeAndGo(pair, 5);
        var (processes, descriptors) = (pair.Processes, Descriptors(pair));

        await ComeAndGo(pair, 50);
        await Eventually.True("the server has closed what it had for them", () => Descriptors(pair) <= descriptors);
        Assert.Equal(processes, pair.Processes);

        await watcher.SendFrame("ping", "still there");
        var events = await watcher.ReadUntil(EventNames.Pong);
        Assert.Contains(events, e => e.Event == EventNames.Output);
        Assert.DoesNotContain(events, e => e.Event == EventNames.Exit);
        await watcher.SendFrame("cancel");
        Assert.Equal(ExitReason.Cancelled, (await watcher.WaitFor(EventNames.Exit)).Read<ExitData>().Reason);
    }

    private static async Task ComeAndGo(Pair pair, int times)
    {
        for (var i = 0; i < times; i++)
        {
            await using var client = await pair.Client("?after=0");
            await client.WaitFor(EventNames.Output);
            if (i % 2 == 0)
            {
                await client.Close();
            }
        }
    }

    private static int Descriptors(Pair pair) => Directory.EnumerateFileSystemEntries($"/proc/{pair.Server.Pid}/fd").Count();
}
