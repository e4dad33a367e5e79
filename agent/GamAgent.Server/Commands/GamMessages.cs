using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using GamAgent.Protocol;

namespace GamAgent.Server.Commands;

/// <summary>
/// Reads GAM's own standard error as it comes, in pieces of any size: progress, rows of bulk commands and their exit codes, back-off, waiting for
/// children that are gone, expired credentials, input that ended. Changes nothing of it; what it does not know it passes over.
/// </summary>
internal sealed partial class GamMessages(string commandId)
{
    private const int LongestLine = 4096;
    private const int NamedRows = 100;
    private const int MostStartedRows = 100_000;

    // GAM says so at once and again after 5 s wherever the last row takes its time; the third time is one too many.
    private const int WaitsBeforeStall = 3;

    private readonly StringBuilder _line = new();
    private readonly List<FailedRow> _failedRows = [];
    private readonly HashSet<int> _startedRows = [];
    private long _failed;
    private long _done;
    private int _waits;
    private (string What, long Done) _got;

    /// <summary>GAM backs off from an API limit.</summary>
    public bool Throttled { get; private set; }

    /// <summary>Nothing comes but GAM's word that it waits for a child.</summary>
    public bool Stalled => _waits >= WaitsBeforeStall;

    /// <summary>Credentials were refused as expired or revoked.</summary>
    public bool CredentialsExpired { get; private set; }

    /// <summary>Input had ended where some was asked for.</summary>
    public bool InputEnded { get; private set; }

    /// <summary>
    /// The rows of a bulk command that failed, or null when none did. At the end of the command rows that started and never ended are among them,
    /// after the others and without a code: GAM forgets a child that was killed.
    /// </summary>
    public FailedRows? FailedRows => _failed + _startedRows.Count == 0
        ? null
        : new FailedRows(
            (int)Math.Min(_failed + _startedRows.Count, int.MaxValue),
            [.. _failedRows.Concat(_startedRows.Order().Select(row => new FailedRow(row, null))).Take(NamedRows)]);

    /// <summary>Rows of a bulk command that have started.</summary>
    public long Rows => _done + _startedRows.Count;

    /// <summary>Takes the next piece of text.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="progress">Takes each step of progress in it.</param>
    /// <param name="changed">Called whenever <see cref="Throttled"/> or <see cref="Stalled"/> became another, in its place among the steps.</param>
    public void Read(ReadOnlySpan<byte> utf8, Action<ProgressData> progress, Action changed)
    {
        foreach (var c in Encoding.UTF8.GetString(utf8))
        {
            if (c is '\n' or '\r')
            {
                Line(_line.ToString(), progress, changed);
                _line.Clear();
            }
            else if (_line.Length < LongestLine)
            {
                _line.Append(c);
            }
        }

        // A page's progress has no line end: it is complete when it is there.
        if (_line.Length is > 4 and < LongestLine && _line[0] == 'G' && Page().Match(_line.ToString()) is { Success: true } page)
        {
            Got(page, progress, changed);
        }
    }

    /// <summary>Standard output said something, so neither a back-off nor a wait is all there is.</summary>
    public void Printed(Action changed) => Become(throttled: false, waits: 0, changed);

    private void Line(string line, Action<ProgressData> progress, Action changed)
    {
        if (line.Length == 0)
        {
            return;
        }

        // What follows a page's progress may be glued to it.
        if (Page().Match(line) is { Success: true } page)
        {
            Got(page, progress, changed);
        }
        else if (Unpaged().Match(line) is { Success: true } unpaged)
        {
            Got(unpaged, progress, changed);
        }
        else if (End().Match(line) is { Success: true } end)
        {
            Row(end, progress);
        }
        else if (Start().Match(line) is { Success: true } start && _startedRows.Count < MostStartedRows)
        {
            _startedRows.Add(int.Parse(start.Groups["row"].ValueSpan, CultureInfo.InvariantCulture));
        }
        else if (Processing().Match(line) is { Success: true } item)
        {
            progress(new ProgressData
            {
                Id = commandId,
                Kind = ProgressKind.Processing,
                Done = long.Parse(item.Groups["row"].ValueSpan, CultureInfo.InvariantCulture),
                Total = long.Parse(item.Groups["total"].ValueSpan, CultureInfo.InvariantCulture),
            });
        }

        InputEnded |= line.StartsWith("EOFError", StringComparison.Ordinal) || line.Contains("lost sys.stdin", StringComparison.Ordinal);
        CredentialsExpired |= line.Contains("Is expired or has been revoked", StringComparison.Ordinal);
        Become(BackingOff().IsMatch(line), Waiting().IsMatch(line) ? _waits + 1 : 0, changed);
    }

    private void Become(bool throttled, int waits, Action changed)
    {
        var before = (Throttled, Stalled);
        (Throttled, _waits) = (throttled, waits);
        if (before != (Throttled, Stalled))
        {
            changed();
        }
    }

    private void Row(Match end, Action<ProgressData> progress)
    {
        var row = int.Parse(end.Groups["row"].ValueSpan, CultureInfo.InvariantCulture);
        var code = int.Parse(end.Groups["code"].ValueSpan, CultureInfo.InvariantCulture);
        _startedRows.Remove(row);
        _done++;
        if (code != 0)
        {
            _failed++;
            if (_failedRows.Count < NamedRows)
            {
                _failedRows.Add(new FailedRow(row, code));
            }
        }

        progress(new ProgressData
        {
            Id = commandId,
            Kind = ProgressKind.Rows,
            Done = _done,
            Total = long.Parse(end.Groups["total"].ValueSpan, CultureInfo.InvariantCulture),
            Failed = _failed,
            Row = row,
            RowExitCode = code,
        });
    }

    private void Got(Match got, Action<ProgressData> progress, Action changed)
    {
        (string What, long Done) now = (got.Groups["what"].Value, long.Parse(got.Groups["count"].ValueSpan, CultureInfo.InvariantCulture));
        if (now != _got)
        {
            _got = now;
            progress(new ProgressData { Id = commandId, Kind = ProgressKind.Getting, What = now.What, Done = now.Done });
        }

        Become(throttled: false, waits: 0, changed);
    }

    [GeneratedRegex(@"Temporary error: .*, Backing off: \d+ seconds, Retry: \d+/\d+", RegexOptions.CultureInvariant)]
    private static partial Regex BackingOff();

    [GeneratedRegex(@"^\S+,0/\d+,Waiting for \d+ running process(es)? to finish before terminating", RegexOptions.CultureInvariant)]
    private static partial Regex Waiting();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT[^,]{1,32},(?<row>\d{1,9})/(?<total>\d{1,9}),End,(?<code>-?\d{1,4}),", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex End();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT[^,]{1,32},(?<row>\d{1,9})/\d{1,9},Start,", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Start();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT[^,]{1,32},0,Processing item (?<row>\d{1,9})/(?<total>\d{1,9})$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Processing();

    [GeneratedRegex(@"^Got (?<count>\d{1,15}) (?<what>[^:]{1,200}): .* - ", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Page();

    [GeneratedRegex(@"^Got (?<count>\d{1,15}) (?<what>[^:]{1,200})$", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex Unpaged();
}
