using CliWrap;
using TestKit;

namespace Bench.Peers;

/// <summary>
/// The ceiling: a program on the same raw terminal, started by the same trampoline, and a thread that reads the master and throws away what it reads.
/// </summary>
internal static class BareTerminal
{
    /// <summary>Runs a program to its end.</summary>
    /// <returns>The bytes that it printed.</returns>
    public static async Task<long> RunAsync(string program, params string[] arguments)
    {
        using var output = RawTerminal.Open();
        using var errors = RawTerminal.Open();
        var counting = Task.Factory.StartNew(() => Count(output), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await Cli.Wrap(RepositoryRoot.Combine("artifacts", "aot", "gam-agent-runner"))
            .WithArguments(["exec", output.Slave, errors.Slave, program, .. arguments])
            .WithStandardOutputPipe(PipeTarget.ToStream(Stream.Null))
            .ExecuteAsync();
        output.CloseSlave();
        return await counting;
    }

    private static long Count(RawTerminal terminal)
    {
        var buffer = new byte[64 << 10];
        long total = 0;
        while (terminal.Read(buffer) is var read and > 0)
        {
            total += read;
        }

        return total;
    }
}
