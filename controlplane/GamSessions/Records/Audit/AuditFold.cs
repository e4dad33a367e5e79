using System.Text.Json;
using GamAgent.Protocol;
using GamSessions.Store;
using GamSessions.Store.Rows;

namespace GamSessions.Records.Audit;

/// <summary>
/// Makes rows of one session's events. The same events again make the same rows, so that it can be fed from the transcript when the
/// process that fed it before is gone.
/// </summary>
internal sealed class AuditFold(string sessionId, CommandStore store) : IDisposable
{
    private volatile CommandTally? _running;

    /// <summary>The command that runs, as far as the events tell.</summary>
    public CommandTally? Running => _running;

    /// <summary>The next event.</summary>
    public async ValueTask TakeAsync(string epoch, EventEnvelope e, CancellationToken cancellationToken)
    {
        switch (e.Event)
        {
            case EventNames.Output:
                if (_running is { } running && running.Id == e.Id)
                {
                    running.Add(e.Data.GetString() ?? throw new JsonException("'output' has no text."));
                }

                break;
            case EventNames.Started:
                await StartAsync(epoch, e, Read(e, EventJson.Default.StartedData), cancellationToken);
                break;
            case EventNames.Refused:
                await RefuseAsync(epoch, e, Read(e, EventJson.Default.RefusedData), cancellationToken);
                break;
            case EventNames.Exit:
                await EndAsync(epoch, e, Read(e, EventJson.Default.ExitData), cancellationToken);
                break;
            case EventNames.Gap:
                if (_running is { } missed)
                {
                    missed.Incomplete = true;
                }

                break;
            default:
                break;
        }
    }

    /// <summary>Forgets what runs: the events come again from the beginning.</summary>
    public void Reset()
    {
        _running?.Dispose();
        _running = null;
    }

    /// <inheritdoc/>
    public void Dispose() => Reset();

    private static T Read<T>(EventEnvelope e, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> type)
        where T : class => e.Data.Deserialize(type) ?? throw new JsonException($"'{e.Event}' has no data.");

    private static DateTimeOffset At(EventEnvelope e) => e.At ?? throw new JsonException($"'{e.Event}' has no time.");

    private static long Seq(EventEnvelope e) => e.Seq ?? throw new JsonException($"'{e.Event}' has no number.");

    private async Task StartAsync(string epoch, EventEnvelope e, StartedData started, CancellationToken cancellationToken)
    {
        Reset();
        _running = new CommandTally(started, epoch, At(e));
        await store.AddAsync(
            new CommandRow
            {
                SessionId = sessionId,
                Epoch = epoch,
                Seq = Seq(e),
                CommandId = started.Id,
                By = started.By,
                Args = JsonSerializer.Serialize(started.Args),
                StartedAt = At(e),
            },
            cancellationToken);
    }

    private Task RefuseAsync(string epoch, EventEnvelope e, RefusedData refused, CancellationToken cancellationToken) => store.AddAsync(
        new CommandRow
        {
            SessionId = sessionId,
            Epoch = epoch,
            Seq = Seq(e),
            CommandId = refused.Id,
            By = refused.By,
            Args = JsonSerializer.Serialize<string[]>([refused.Command]),
            StartedAt = At(e),
            EndedAt = At(e),
            Reason = AuditReason.Refused.ToWireName(),
            Class = RefusalClass.Of(refused.Code).ToWireName(),
            Meaning = $"It was not started ({refused.Code.ToWireName()}).",
            Code = refused.Code.ToWireName(),
        },
        cancellationToken);

    private async Task EndAsync(string epoch, EventEnvelope e, ExitData exit, CancellationToken cancellationToken)
    {
        var tally = _running?.Id == exit.Id ? _running : null;
        var ending = new CommandEnding(
            At(e), exit.ExitCode, exit.Reason.ToWireName(), exit.Class.ToWireName(), exit.Meaning, exit.OutputBytes, tally?.Sha256());
        await store.EndAsync(sessionId, epoch, exit.Id, ending, cancellationToken);
        Reset();
    }
}
