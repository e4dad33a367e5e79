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
    private const int WaitsBeforeStall = 2;

    private readonly StringBuilder _line = new();
    private readonly List<FailedRow> _failedRows = [];
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

    /// <summary>The rows of a bulk command that failed, or null when none did.</summary>
    public FailedRows? FailedRows => _failed == 0 ? null : new FailedRows((int)Math.Min(_failed, int.MaxValue), [.. _failedRows]);

    /// <summary>Rows of a bulk command that have ended.</summary>
    public long Rows => _done;

    /// <summary>Takes the next piece of text.</summary>
    /// <param name="utf8">The text.</param>
    /// <param name="progress">Takes each step of progress in it.</param>
    public void Read(ReadOnlySpan<byte> utf8, Action<ProgressData> progress)
    {
        foreach (var c in Encoding.UTF8.GetString(utf8))
        {
            if (c is '\n' or '\r')
            {
                Line(_line.ToString(), progress);
                _line.Clear();
            }
            else if (_line.Length < LongestLine)
            {
                _line.Append(c);
            }
        }

        // A page's progress has no line end: it is complete when it is there.
        if (_line.Length is > 4 and < LongestLine && _line[0] == 'G' && _line.ToString() is var page && page.Contains(" - ", StringComparison.Ordinal))
        {
            Got(page, progress);
        }
    }

    private void Line(string line, Action<ProgressData> progress)
    {
        if (line.Length == 0)
        {
            return;
        }

        var waits = Waiting().IsMatch(line);
        _waits = waits ? _waits + 1 : 0;
        Throttled = BackingOff().IsMatch(line);
        InputEnded |= line.StartsWith("EOFError", StringComparison.Ordinal) || line.Contains("lost sys.stdin", StringComparison.Ordinal);
        CredentialsExpired |= line.Contains("Is expired or has been revoked", StringComparison.Ordinal);
        if (End().Match(line) is { Success: true } end)
        {
            Row(end, progress);
        }
        else
        {
            Got(line, progress);
        }
    }

    private void Row(Match end, Action<ProgressData> progress)
    {
        var row = int.Parse(end.Groups["row"].ValueSpan, CultureInfo.InvariantCulture);
        var code = int.Parse(end.Groups["code"].ValueSpan, CultureInfo.InvariantCulture);
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

    private void Got(string line, Action<ProgressData> progress)
    {
        if (GotItems().Match(line) is not { Success: true } got)
        {
            return;
        }

        (string What, long Done) now = (got.Groups["what"].Value, long.Parse(got.Groups["count"].ValueSpan, CultureInfo.InvariantCulture));
        if (now != _got)
        {
            _got = now;
            progress(new ProgressData { Id = commandId, Kind = ProgressKind.Getting, What = now.What, Done = now.Done });
        }
    }

    [GeneratedRegex(@"Temporary error: .*, Backing off: \d+ seconds, Retry: \d+/\d+", RegexOptions.CultureInvariant)]
    private static partial Regex BackingOff();

    [GeneratedRegex(@"^\S+,0/\d+,Waiting for \d+ running process(es)? to finish before terminating", RegexOptions.CultureInvariant)]
    private static partial Regex Waiting();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\dT[^,]{1,32},(?<row>\d{1,9})/(?<total>\d{1,9}),End,(?<code>\d{1,4}),", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex End();

    [GeneratedRegex(@"^Got (?<count>\d{1,15}) (?<what>[^:]{1,200})(: .+ - |$)", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture)]
    private static partial Regex GotItems();
}
