using System.Globalization;
using StandInGam.Running;

namespace StandInGam.Bulk;

/// <summary>
/// <c>csv</c>, <c>batch</c> and <c>tbatch</c>: workers, Start and End lines on standard error, and code 0 whatever became of the
/// workers. It looks for ended workers once a second while every slot is taken and every five seconds at the end; an interrupt is
/// noticed only then.
/// </summary>
internal sealed class BulkRun(GamRun run, int total, bool threads)
{
    private const double FullPause = 1000;
    private const double EndPause = 5000;
    private const double ThreadPause = 50;
    private readonly Dictionary<int, string> _running = [];
    private readonly int _slots = run.Config.Threads;
    private ManagerLink? _link;
    private bool _interrupted;

    public async Task<int> Run(IReadOnlyList<BulkStep> steps)
    {
        run.Interrupts.OnlyTakeNote();
        Say($"0/{total},Using {_slots} {(threads ? "threads" : "processes")}...");
        await using var link = ManagerLink.Start(_slots);
        _link = link;
        var number = 0;
        foreach (var step in steps)
        {
            await Do(step, step.Kind == StepKind.Command ? ++number : 0);
            if (_interrupted || link.Lost)
            {
                break;
            }
        }

        return await End(link);
    }

    /// <summary>A line with the time in front.</summary>
    public static void Say(GamRun run, string text) => run.Err.Write(
        $"{TimeProvider.System.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fffzzz", CultureInfo.InvariantCulture)},{text}\n");

    private void Say(string text) => Say(run, text);

    private async Task Do(BulkStep step, int number)
    {
        switch (step.Kind)
        {
            case StepKind.Print:
                run.Err.WriteLine(string.Join(' ', step.Words));
                break;
            case StepKind.Sleep:
                await run.Pause(double.TryParse(step.Words[0], NumberStyles.Float, CultureInfo.InvariantCulture, out var s) ? s * 1000 : 0);
                break;
            case StepKind.Commit:
                await Commit(string.Join(' ', step.Words));
                break;
            default:
                await Start(step.Words, number);
                break;
        }
    }

    private async Task Start(IReadOnlyList<string> words, int number)
    {
        while (_running.Count >= _slots && run.Config.PoolLimit >= 0 && !_interrupted && !_link!.Lost)
        {
            await run.Pause(threads ? ThreadPause : FullPause);
            Collect();
        }

        if (_interrupted || _link!.Lost)
        {
            return;
        }

        var shown = "gam " + string.Join(' ', words.Select(CommandLine.Show));
        if (run.Config.ShowCommands)
        {
            Say(threads ? $"{number}/{total},Start,{shown}" : $"{number}/{total},Start,0,{shown}");
        }
        else if (number % 100 == 0 || number == total)
        {
            Say($"0,Processing item {number}/{total}");
        }

        _running[number] = shown;
        var settings = run.Config.Changed.SelectMany(pair => new[] { pair.Key, pair.Value }).ToArray();
        _link.Order(number, settings.Length > 0 ? ["config", .. settings, .. words] : words);
    }

    private async Task Commit(string question)
    {
        var plural = threads ? "threads" : "processes";
        Say($"0/{total},commit-batch - waiting for {Count()} to finish before proceeding");
        while (_running.Count > 0 && !_interrupted && !_link!.Lost)
        {
            await run.Pause(threads ? ThreadPause : FullPause);
            Collect();
        }

        if (question.Length > 0)
        {
            run.Ask($"{TimeProvider.System.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss.fffzzz},0/{total},{question}", "doBatch");
        }

        Say($"0/{total},commit-batch - running {plural} finished, proceeding");
    }

    private async Task<int> End(ManagerLink link)
    {
        while (_running.Count >= _slots && !_interrupted && !link.Lost)
        {
            await run.Pause(threads ? ThreadPause : FullPause);
            Collect();
        }

        var waited = 0.0;
        var limit = run.Config.ProcessWaitLimit;
        while (_running.Count > 0 && !_interrupted && !link.Lost && (limit == 0 || waited < limit))
        {
            if (!threads)
            {
                var left = limit == 0 ? "unlimited" : (limit - waited).ToString(CultureInfo.InvariantCulture);
                Say($"0/{total},Waiting for {Count()} to finish before terminating, wait limit {left} seconds");
            }

            var pause = threads ? ThreadPause : limit == 0 ? EndPause : Math.Min(EndPause, (limit - waited) * 1000);
            await run.Pause(pause);
            waited += pause / 1000;
            Collect();
        }

        if (link.Lost)
        {
            throw GamEndException.Error(3, "[Errno 104] Connection reset by peer");
        }

        if (_interrupted)
        {
            run.Err.Write("Control-C (Multiprocess-SIG)\n");
        }

        if (_running.Count > 0)
        {
            Say($"0/{total},Terminating {Count()}");
            link.Terminate();
        }

        Say($"0/{total},{(threads ? "Complete" : "Processing complete")}");
        return _interrupted ? 8 : 0;
    }

    private string Count() => (_running.Count, threads) switch
    {
        (1, false) => "1 running process",
        (var n, false) => $"{n} running processes",
        (1, true) => "1 running thread",
        (var n, true) => $"{n} running threads",
    };

    private void Collect()
    {
        var any = false;
        while (_link!.TryTake(out var report))
        {
            any = true;
            if (_running.Remove(report.Number, out var shown) && run.Config.ShowCommands)
            {
                Say($"{report.Number}/{total},End,{report.Code},{shown}");
            }
        }

        // With every slot stuck nobody looks.
        _interrupted = run.Interrupts.Requested && (any || _running.Count < _slots);
    }
}
