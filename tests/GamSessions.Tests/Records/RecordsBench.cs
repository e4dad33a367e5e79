using System.Text;
using System.Text.Json;
using GamAgent.Protocol;
using GamSessions.Api.Transcripts;
using GamSessions.Options;
using GamSessions.Records;
using GamSessions.Records.Transcripts;
using GamSessions.Sessions;
using GamSessions.Store;
using GamSessions.Store.Rows;
using GamSessions.Tests.Store;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging.Abstractions;

namespace GamSessions.Tests.Records;

/// <summary>A recorder on a real store and real files, fed by the test in an agent's place.</summary>
internal sealed class RecordsBench : IAsyncDisposable
{
    public const string Id = "s";
    private readonly GamSessionsOptions _options;
    private DateTimeOffset _at = new(2026, 3, 4, 5, 6, 7, TimeSpan.Zero);

    private RecordsBench(TemporaryStore store, long quota)
    {
        Store = store;
        _options = new GamSessionsOptions { DataFolder = store.Folder };
        _options.Limits.JournalBytes = new ByteSize(quota);
        Folder = new TranscriptFolder(Microsoft.Extensions.Options.Options.Create(_options));
        Recorder = NewRecorder();
    }

    public TemporaryStore Store { get; }

    public TranscriptFolder Folder { get; }

    public SessionRecorder Recorder { get; private set; }

    public static async Task<RecordsBench> StartAsync(long quota = 64 << 20)
    {
        var store = await TemporaryStore.OpenAsync();
        await store.Sessions.TryAddAsync(TemporaryStore.NewSession(Id, status: SessionStatus.Ready), 10, 10, CancellationToken.None);
        return new RecordsBench(store, quota);
    }

    /// <summary>The control plane dies and comes back: nothing is told to the old recorder.</summary>
    public void Restart() => Recorder = NewRecorder();

    /// <summary>An event, a millisecond after the last.</summary>
    public Task EventAsync(long seq, string name, string data, string rest = "", string epoch = "e1")
    {
        _at += TimeSpan.FromMilliseconds(1);
        var frame = Encoding.UTF8.GetBytes($$"""{"event":"{{name}}","seq":{{seq}},"at":"{{_at:yyyy-MM-ddTHH:mm:ss.fffZ}}","data":{{data}}{{rest}}}""");
        var e = JsonSerializer.Deserialize(frame, EventJson.Default.EventEnvelope)!;
        return Recorder.OnEventAsync(Id, epoch, e, frame, CancellationToken.None).AsTask();
    }

    public Task StartedAsync(long seq, string id = "c1", string args = "\"info\",\"domain\"", string epoch = "e1") =>
        EventAsync(seq, "started", $$"""{"id":"{{id}}","args":[{{args}}],"by":"ann","pid":7}""", epoch: epoch);

    public Task OutputAsync(long seq, string text, string id = "c1", string stream = "stdout", string epoch = "e1") =>
        EventAsync(seq, "output", JsonSerializer.Serialize(text), $$""","stream":"{{stream}}","id":"{{id}}" """, epoch);

    public Task ExitAsync(long seq, int bytes, string id = "c1", string epoch = "e1") => EventAsync(
        seq,
        "exit",
        $$"""{"id":"{{id}}","exitCode":0,"reason":"exited","class":"ok","meaning":"It did what was asked.","durationMs":1,"outputBytes":{{bytes}}}""",
        epoch: epoch);

    public async Task<IReadOnlyList<CommandRow>> RowsAsync() => (await Store.Get<CommandStore>().ListAsync(Id, 1, 500, CancellationToken.None)).Rows;

    public async Task<byte[]> TranscriptAsync(TranscriptFormat format)
    {
        var session = (await Store.Sessions.FindAsync(Id, CancellationToken.None))!;
        var context = new DefaultHttpContext();
        using var body = new MemoryStream();
        context.Response.Body = body;
        await new TranscriptResult(new TranscriptReader(Folder), session, format).ExecuteAsync(context);
        await context.Response.CompleteAsync();
        return body.ToArray();
    }

    public async Task<string> TextAsync(TranscriptFormat format = TranscriptFormat.Text) => Encoding.UTF8.GetString(await TranscriptAsync(format));

    public async ValueTask DisposeAsync()
    {
        await Recorder.DisposeAsync();
        await Store.DisposeAsync();
    }

    private SessionRecorder NewRecorder() => new(
        Store.Sessions, Store.Get<CommandStore>(), Folder, new SteadyClock(TimeProvider.System), NullLogger<SessionRecorder>.Instance);
}
