using System.Text;
using GamAgent.Protocol;

namespace GamAgent.Server.Tests.Replays;

/// <summary>What a replay left in the journal, in the words of <c>recordings.table</c>.</summary>
internal sealed class ReplayResult
{
    private readonly StringBuilder _stdout = new();
    private readonly StringBuilder _stderr = new();
    private readonly List<string> _progress = [];
    private readonly List<SessionCondition> _conditions = [];
    private IReadOnlyList<SessionCondition> _last = [];

    /// <summary>All events but output, in their order.</summary>
    public List<string> Events { get; } = [];

    public ExitData? Exit { get; set; }

    public string Progress => Joined(_progress);

    public string Conditions => Joined(_conditions.Select(c => c.ToWireName()));

    public string FailedRows => Joined(Exit?.FailedRows?.Rows.Select(r => $"{r.Row}={r.ExitCode?.ToString() ?? "?"}") ?? []);

    public StringBuilder Text(OutputStream stream) => stream == OutputStream.Stdout ? _stdout : _stderr;

    /// <summary>Conditions that were there before and so don't come up.</summary>
    public IReadOnlyList<SessionCondition> Last
    {
        get => _last;
        init => _last = value;
    }

    public void Add(ProgressData step)
    {
        var words = step.Kind switch
        {
            ProgressKind.Getting => $"{step.What} {step.Done}",
            ProgressKind.Processing => $"{step.Done}of{step.Total}",
            _ => $"{step.Row}={step.RowExitCode}",
        };
        _progress.Add(words);
        Events.Add(words);
    }

    public void Add(StateData state)
    {
        _conditions.AddRange(state.Conditions.Except(_last));
        _last = state.Conditions;
        Events.Add($"{state.State} [{Joined(state.Conditions)}]");
    }

    private static string Joined<T>(IEnumerable<T> items) => string.Join(", ", items) is { Length: > 0 } text ? text : "-";
}
