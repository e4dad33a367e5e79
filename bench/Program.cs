using Bench.Children;
using Bench.Measures;
using Bench.Peers;
using Bench.Report;

// The same program is the measuring one and, by a word, one of those that are measured beside ours, or their child.
switch (args)
{
    case ["child-stamps", var seconds]:
        return Stamps.Print(int.Parse(seconds, System.Globalization.CultureInfo.InvariantCulture));
    case ["peer-echo"]:
        return await PlainSocket.ServeAsync();
    case [] or ["--yes-seconds", _]:
        break;
    default:
        Console.Error.WriteLine("usage: bench/run [--yes-seconds N]   (3600 for the whole hour of yes; default 60)");
        return 2;
}

var yesSeconds = args.Length == 2 ? int.Parse(args[1], System.Globalization.CultureInfo.InvariantCulture) : 60;
var results = new ResultTable();
await Sizes.MeasureAsync(results);
await Throughput.MeasureAsync(results);
await EchoRoundTrip.MeasureAsync(results);
await FirstByte.MeasureAsync(results);
await TextDelay.MeasureAsync(results);
await ManyClients.MeasureAsync(results);
await Flood.MeasureAsync(results, yesSeconds);
await results.WriteAsync(TestKit.RepositoryRoot.Combine("bench", "RESULTS.md"));
return 0;
