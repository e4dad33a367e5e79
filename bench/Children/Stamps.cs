using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Bench.Children;

/// <summary>A command that floods standard output and says on standard error, 200 times a second, what time it is by the monotonic clock.</summary>
internal static class Stamps
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(5);

    /// <summary>Prints for so many seconds.</summary>
    public static int Print(int seconds)
    {
        using var over = new ManualResetEventSlim();
        var flood = new Thread(() => Flood(over)) { IsBackground = true };
        flood.Start();
        using var errors = Open(2);
        for (var began = Stopwatch.GetTimestamp(); Stopwatch.GetElapsedTime(began).TotalSeconds < seconds;)
        {
            errors.Write(Encoding.ASCII.GetBytes(Stopwatch.GetTimestamp().ToString(CultureInfo.InvariantCulture) + "\n"));
            over.Wait(Pause);
        }

        over.Set();
        flood.Join();
        return 0;
    }

    private static void Flood(ManualResetEventSlim over)
    {
        using var output = Open(1);
        var block = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Repeat(new string('x', 79) + "\n", 800)));
        while (!over.IsSet)
        {
            output.Write(block);
        }
    }

    // The console's own streams wait for one another: the stamp would measure how long the flood's write takes.
    private static FileStream Open(int descriptor) => new(new SafeFileHandle(descriptor, ownsHandle: false), FileAccess.Write, bufferSize: 0);
}
