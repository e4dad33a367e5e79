using System.Diagnostics;
using System.Globalization;
using System.Text;
using Bench.Report;
using Bench.Subject;
using TestKit;

namespace Bench.Cluster;

/// <summary>Many sessions on one node, each of which runs a command, and what their programs take.</summary>
internal static class ManySessions
{
    private const int Count = 60;
    private const int AtOnce = 6;
    private const double MostBytes = 60e6;

    public static async Task MeasureAsync(ResultTable results, ClusterPlane plane)
    {
        results.Section(
            "Sixty sessions on one node",
            $"{AtOnce} creates at a time; every session then runs `gam info domain` through the Ingress. Memory is what is resident of agent and runner after that, shared pages counted in full, read on the node itself.");
        var began = Stopwatch.GetTimestamp();
        var ids = new string[Count];
        await Parallel.ForAsync(0, Count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (i, _) =>
            ids[i] = (await plane.CreateAsync($"bench {i}")).Text("session.id"));
        results.Judge("sessions ready", Count.ToString(CultureInfo.InvariantCulture), "60", true);
        results.Tell("until all were ready", Stopwatch.GetElapsedTime(began).TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) + " s");

        foreach (var id in ids)
        {
            var info = await plane.WebsocketAsync(id);
            using var socket = await CountingSocket.ConnectAsync(new Uri(info.Text("url")), info.Text("token"));
            await socket.ExecAsync("info", "domain");
            var exit = JsonReading.Parse(Encoding.UTF8.GetString((await socket.ReadToExitAsync()).Span));
            if (exit.At("data.exitCode").GetInt32() != 0)
            {
                throw new InvalidOperationException($"A command failed: {exit}");
            }
        }

        Samples both = new();
        foreach (var id in ids)
        {
            both.Add(Resident("GamAgent__SessionId", id) + Resident("GamRunner__SessionId", id));
        }

        results.Judge(
            "agent and runner of one session, the largest (median)",
            $"{Texts.Megabytes(both.Most)} ({Texts.Megabytes(both.Median)})",
            "at most 60 MB",
            both.Most <= MostBytes);

        began = Stopwatch.GetTimestamp();
        await Parallel.ForEachAsync(ids, new ParallelOptions { MaxDegreeOfParallelism = Count }, async (id, _) => await plane.DeleteAsync(id));
        results.Tell("until nothing of all of them was left", Stopwatch.GetElapsedTime(began).TotalSeconds.ToString("0.0", CultureInfo.InvariantCulture) + " s");
        var left = await ClusterPlane.KubectlAsync("", "get", "deployments,pods,services,ingresses,networkpolicies", "-n", plane.Space, "-l", "session_id", "-o", "name");
        results.Judge("objects left", left.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length.ToString(CultureInfo.InvariantCulture), "0", left.Length == 0);
    }

    private static long Resident(string variable, string id)
    {
        var programs = ProcessTable.WithEnvironment(variable, id);
        return programs.Count > 0
            ? programs.Sum(pid => new ProcessFigures(pid).Resident)
            : throw new InvalidOperationException("The sessions' processes can't be seen: the bench runs as root on the cluster's one node.");
    }
}
