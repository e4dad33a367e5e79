using System.Globalization;
using System.Text;
using TestKit;

namespace GamAgent.Server.Tests.Schedules;

/// <summary>One random run, decided by its seed: what is printed, in which pieces, by which runner, how many clients there are, when the server is killed.</summary>
internal sealed class Schedule
{
    private long _seen;

    public Schedule(int seed, ProgramForm form)
    {
        Random = new Random(seed);
        Seed = seed;
        Form = form;
        RealRunner = Random.Next(4) == 0;
        SmallQuota = Random.Next(6) == 0;
        var bytes = SmallQuota ? Random.Next(700_000, 1_200_000) : RealRunner ? Random.Next(50_000, 900_000) : Random.Next(4_000, 200_000);
        Printed = Print(bytes, new string('.', Random.Next(10, 120)));
        Clients = Random.Next(2, 5);
        Kills = Random.Next(1, 4);
        PieceBytes = Random.Next(100, 30_000);
    }

    public int Seed { get; }

    /// <summary>The form of the programs.</summary>
    public ProgramForm Form { get; }

    /// <summary>The schedule's own; for decisions made before anything runs.</summary>
    public Random Random { get; }

    /// <summary>What the command prints: lines with numbers, so that no two stretches are alike.</summary>
    public byte[] Printed { get; }

    /// <summary>The real runner with a real command, rather than one that repeats itself by script.</summary>
    public bool RealRunner { get; }

    /// <summary>The journal is too small for all of it, so that clients that are away for long get a gap.</summary>
    public bool SmallQuota { get; }

    public int Clients { get; }

    public int Kills { get; }

    public int PieceBytes { get; }

    /// <summary>Events seen by all clients together: the clock by which kills are timed.</summary>
    public long Seen => Interlocked.Read(ref _seen);

    /// <summary>Where the server of the moment listens; null while it is dead.</summary>
    public string? Url { get; set; }

    /// <summary>How many seeds are played: <c>GAM_TESTS_SEEDS</c>, or a few; of the JIT form, which takes ten times as long to start, one in 25.</summary>
    public static IEnumerable<int> Seeds(ProgramForm form)
    {
        var count = Number("GAM_TESTS_SEEDS", 50);
        return Enumerable.Range(Number("GAM_TESTS_FIRST_SEED", 1), form == ProgramForm.Jit ? Math.Max(2, count / 25) : count);
    }

    /// <summary>A client saw an event.</summary>
    public void See() => Interlocked.Increment(ref _seen);

    private static int Number(string variable, int standard) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : standard;

    private static byte[] Print(int bytes, string rest)
    {
        var text = new StringBuilder(bytes + 200);
        for (var line = 0; text.Length < bytes; line++)
        {
            text.Append(CultureInfo.InvariantCulture, $"{line} é✓𝄞{rest}\n");
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }
}
