using System.Globalization;
using Bench.Children;
using Bench.Cluster;
using Bench.Measures;
using Bench.Peers;
using Bench.Report;

// The same program is the measuring one and, by a word, one of those that are measured beside ours, or their child.
switch (args)
{
    case ["child-stamps", var duration]:
        return Stamps.Print(int.Parse(duration, CultureInfo.InvariantCulture));
    case ["peer-echo"]:
        return await PlainSocket.ServeAsync();
    case ["cluster", .. var parts]:
        return await ClusterRun.MeasureAsync(parts);
}

var yesSeconds = 60;
Dictionary<string, Func<ResultTable, Task>> measures = new()
{
    ["idle"] = Sizes.MeasureAsync,
    ["streaming"] = Throughput.MeasureAsync,
    ["echo"] = EchoRoundTrip.MeasureAsync,
    ["first-byte"] = FirstByte.MeasureAsync,
    ["text-delay"] = TextDelay.MeasureAsync,
    ["many-clients"] = ManyClients.MeasureAsync,
    ["yes"] = results => Flood.MeasureAsync(results, yesSeconds),
};
var wanted = measures.Keys.ToArray();
for (var rest = args; rest.Length > 0; rest = rest[2..])
{
    if (rest is ["--yes-seconds", var seconds, ..] && int.TryParse(seconds, NumberStyles.None, CultureInfo.InvariantCulture, out yesSeconds))
    {
        continue;
    }

    if (rest is ["--only", var names, ..] && (wanted = names.Split(',')).All(measures.ContainsKey))
    {
        continue;
    }

    Console.Error.WriteLine($"usage: bench/run [--yes-seconds N] [--only {string.Join(',', measures.Keys)}], or bench/run cluster [PART...]   (3600 for the whole hour of yes; default 60)");
    return 2;
}

var table = new ResultTable("Made by `bench/run` (about eight minutes on two cores; needs clang, lld, node and websocketd, which it installs on Debian).");
foreach (var name in wanted)
{
    await measures[name](table);
}

if (wanted.Length == measures.Count)
{
    await table.WriteAsync(TestKit.RepositoryRoot.Combine("bench", "RESULTS.md"));
}

return 0;
