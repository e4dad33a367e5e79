using System.Diagnostics;
using Xunit;

namespace TestKit;

/// <summary>
/// Waits for a condition that another process or task brings about. It asks again and again with short pauses, up to a limit that
/// is generous on purpose: a limit that passes is a failure of the code, never of a busy machine.
/// </summary>
public static class Eventually
{
    /// <summary>The limit where none is given: three minutes, since machines that test are busy.</summary>
    public static readonly TimeSpan DefaultLimit = TimeSpan.FromMinutes(3);

    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(50);

    /// <summary>Waits until the condition holds.</summary>
    /// <param name="reason">What should have come true, as the failure will say it.</param>
    /// <param name="condition">The condition; an exception from it is a failure at once.</param>
    /// <param name="limit">How long at most; null for <see cref="DefaultLimit"/>.</param>
    public static Task True(string reason, Func<bool> condition, TimeSpan? limit = null) =>
        True(reason, () => Task.FromResult(condition()), limit);

    /// <summary>Waits until the condition holds.</summary>
    public static async Task True(string reason, Func<Task<bool>> condition, TimeSpan? limit = null) =>
        await Get(reason, async () => await condition() ? "true" : null, limit);

    /// <summary>Waits until there is a value, and returns it.</summary>
    public static Task<T> Get<T>(string reason, Func<T?> value, TimeSpan? limit = null)
        where T : class => Get(reason, () => Task.FromResult(value()), limit);

    /// <summary>Waits until there is a value, and returns it.</summary>
    public static async Task<T> Get<T>(string reason, Func<Task<T?>> value, TimeSpan? limit = null)
        where T : class
    {
        var cancellation = TestContext.Current.CancellationToken;
        var most = limit ?? DefaultLimit;
        var watch = Stopwatch.StartNew();
        var pause = TimeSpan.FromMilliseconds(2);
        while (true)
        {
            if (await value() is { } found)
            {
                return found;
            }

            if (watch.Elapsed > most)
            {
                Assert.Fail($"Not within {most.TotalSeconds:0.#} s: {reason}");
            }

            await Task.Delay(pause, TimeProvider.System, cancellation);
            pause = pause * 2 < LongestPause ? pause * 2 : LongestPause;
        }
    }

    /// <summary>Waits until the actual value equals the expected one; the failure shows the last one seen.</summary>
    public static async Task Equal<T>(T expected, Func<T> actual, string reason, TimeSpan? limit = null)
    {
        var last = actual();
        var watch = Stopwatch.StartNew();
        while (!EqualityComparer<T>.Default.Equals(expected, last))
        {
            if (watch.Elapsed > (limit ?? DefaultLimit))
            {
                Assert.Fail($"{reason}: expected {expected}, still {last} after {watch.Elapsed.TotalSeconds:0.#} s");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System, TestContext.Current.CancellationToken);
            last = actual();
        }
    }

    /// <summary>Awaits a task with a limit; the failure names the reason.</summary>
    public static async Task<T> Within<T>(this Task<T> task, string reason, TimeSpan? limit = null)
    {
        await ((Task)task).Within(reason, limit);
        return await task;
    }

    /// <summary>Awaits a task with a limit; the failure names the reason.</summary>
    public static Task Within(this Task task, string reason, TimeSpan? limit = null) => task.Within(() => reason, limit);

    /// <summary>Awaits a task with a limit; the failure names the reason, which is asked for then.</summary>
    public static async Task Within(this Task task, Func<string> reason, TimeSpan? limit = null)
    {
        var most = limit ?? DefaultLimit;
        try
        {
            await task.WaitAsync(most, TimeProvider.System, TestContext.Current.CancellationToken);
        }
        catch (TimeoutException) when (!task.IsCompleted)
        {
            Assert.Fail($"Not within {most.TotalSeconds:0.#} s: {reason()}");
        }
    }
}
