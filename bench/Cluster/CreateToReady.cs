using System.Diagnostics;
using Bench.Report;
using TestKit;

namespace Bench.Cluster;

/// <summary>How long a create takes until its session is ready, beside a bare pod whose route answers.</summary>
internal static class CreateToReady
{
    private const int Rounds = 15;
    private const double MostTimes = 1.5;

    public static async Task MeasureAsync(ResultTable results, ClusterPlane plane)
    {
        results.Section(
            "A session in a cluster, from create to ready",
            $"{Rounds} interleaved rounds, one at a time. A create ends when a websocket through the Ingress reached the right pod, two containers and GAM's preflight behind it; the bare pod is the agent's image alone with Service and Ingress, applied in one go, until the route answers 200.");
        using var http = new HttpClient();
        Samples ours = new(), bare = new();
        for (var round = 0; round <= Rounds; round++)
        {
            var began = Stopwatch.GetTimestamp();
            var session = await plane.CreateAsync($"bench {round}");
            var created = Stopwatch.GetElapsedTime(began);
            await plane.DeleteAsync(session.Text("session.id"));

            began = Stopwatch.GetTimestamp();
            await BarePod.MeasureAsync(plane.Space, $"bare-{round}", http);
            var answered = Stopwatch.GetElapsedTime(began);
            await BarePod.RemoveAsync(plane.Space, $"bare-{round}");

            // The first round warms both up.
            if (round > 0)
            {
                ours.Add(created.TotalMilliseconds);
                bare.Add(answered.TotalMilliseconds);
            }
        }

        var ratio = ours.Median / bare.Median;
        results.Tell("create → ready, median (least to most)", $"{Texts.Milliseconds(ours.Median)} ({Texts.Milliseconds(ours.Least)} to {Texts.Milliseconds(ours.Most)})");
        results.Tell("bare pod → its route answers, median (least to most)", $"{Texts.Milliseconds(bare.Median)} ({Texts.Milliseconds(bare.Least)} to {Texts.Milliseconds(bare.Most)})");
        results.Judge("ratio of the medians", Texts.Ratio(ratio), "at most 1.5 ×", ratio <= MostTimes);
    }
}
