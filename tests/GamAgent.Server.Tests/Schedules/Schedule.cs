using System.Globalization;
using System.Text;
using TestKit;

namespace GamAgent.Server.Tests.Schedules;

/// <summary>One random run, decided by its seed: what is printed, in which pieces, how many clients there are, when the server is killed.</summary>
internal sealed class Schedule
{
    private long _seen;

    public Schedule(int seed)
    {
        Random = new Random(seed);
        Seed = seed;
        SmallQuota = Random.Next(3) == 0;
        var lines = SmallQuota ? Random.Next(80_000, 160_000) : Random.Next(2_000, 60_000);
        Printed = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, lines).Select(i => string.Create(CultureInfo.InvariantCulture, $"{i} é✓𝄞\n"))));
        Clients = Random.Next(2, 5);
        Kills = Random.Next(1, 5);
        PieceBytes = Random.Next(200, 40_000);
    }

    /// <summary>How many seeds a run has: <c>GAM_TESTS_SEEDS</c>, or a few.</summary>
    public static int Seeds { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("GAM_TESTS_SEEDS"), NumberStyles.None, CultureInfo.InvariantCulture, out var seeds) ? seeds : 6;

    /// <summary>The first seed: <c>GAM_TESTS_FIRST_SEED</c>, or 1.</summary>
    public static int FirstSeed { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("GAM_TESTS_FIRST_SEED"), NumberStyles.None, CultureInfo.InvariantCulture, out var seed) ? seed : 1;

    public int Seed { get; }

    /// <summary>The schedule's own; for decisions made before anything runs.</summary>
    public Random Random { get; }

    /// <summary>What the command prints: lines with numbers, so that no two stretches are alike.</summary>
    public byte[] Printed { get; }

    /// <summary>The journal is too small for all of it, so that clients that are away for long get a gap.</summary>
    public bool SmallQuota { get; }

    public int Clients { get; }

    public int Kills { get; }

    public int PieceBytes { get; }

    /// <summary>Events seen by all clients together: the clock by which kills are timed.</summary>
    public long Seen => Interlocked.Read(ref _seen);

    /// <summary>Where the server of the moment listens; null while it is dead.</summary>
    public string? Url { get; set; }

    /// <summary>A client saw an event.</summary>
    public void See() => Interlocked.Increment(ref _seen);
}
