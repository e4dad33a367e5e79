using System.Text;
using Bench.Report;
using Bench.Subject;
using TestKit;

namespace Bench.Measures;

/// <summary>Many clients on one session: what each costs.</summary>
internal static class ManyClients
{
    private const int Megabytes = 16;
    private const int Rounds = 5;
    private const int Few = 10;
    private const int Many = 100;
    private const double FlatLimit = 1.25;
    private const long MemoryLimit = 120L << 20;

    public static async Task MeasureAsync(ResultTable results)
    {
        results.Section("Many clients", $"A command prints {Megabytes} MiB to clients that all read all of it. Cost: the server's processor time beyond that of a run with the sender alone, divided by the clients; medians of {Rounds} rounds.");
        using var folder = new TemporaryFolder();
        var file = folder.Write("lines", string.Concat(Enumerable.Repeat(new string('x', 79) + "\n", Megabytes * (1 << 20) / 80)));
        await using var session = await Session.StartAsync("/bin/cat");
        await CostAsync(session, file, 1);
        var (few, many, fewPeak, manyPeak) = (new Samples(), new Samples(), 0L, 0L);
        for (var round = 0; round < Rounds; round++)
        {
            var alone = await CostAsync(session, file, 0);
            few.Add((await CostAsync(session, file, Few) - alone) / Few);
            fewPeak = round == 0 ? session.Server.Peak : fewPeak;
            many.Add((await CostAsync(session, file, Many) - alone) / Many);
            manyPeak = round == 0 ? session.Server.Peak : manyPeak;
        }

        var ratio = many.Median / few.Median;
        results.Tell($"{Few} clients, processor time of each", Texts.Milliseconds(few.Median));
        results.Tell($"{Many} clients, processor time of each", Texts.Milliseconds(many.Median));
        results.Judge("cost of one among many over one among few", Texts.Ratio(ratio), $"≤ {Texts.Ratio(FlatLimit)}", ratio <= FlatLimit);
        results.Tell($"server's peak memory with {Few}", Texts.Megabytes(fewPeak));
        results.Judge($"server's peak memory with {Many}", Texts.Megabytes(manyPeak), $"≤ {Texts.Megabytes(MemoryLimit)}", manyPeak <= MemoryLimit);
        results.Tell($"the same after {Rounds} rounds, each with new clients", Texts.Megabytes(session.Server.Peak));
    }

    private static async Task<double> CostAsync(Session session, string file, int clients)
    {
        using var sender = await session.ConnectAsync();
        var sockets = await Task.WhenAll(Enumerable.Range(0, clients).Select(_ => session.ConnectAsync()));
        try
        {
            var before = session.Server.Processor;
            var reading = Task.WhenAll(sockets.Select(s => s.ReadToExitAsync()));
            await sender.SendAsync(Encoding.UTF8.GetBytes($$$"""{"event":"exec","data":{"args":["{{{file}}}"]}}"""));
            await sender.ReadToExitAsync();
            await reading;
            return (session.Server.Processor - before).TotalMilliseconds;
        }
        finally
        {
            Array.ForEach(sockets, s => s.Dispose());
        }
    }
}
