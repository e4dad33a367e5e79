using System.Buffers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using GamAgent.Protocol;
using GamAgent.Protocol.Frames;
using GamAgent.Protocol.RunnerLink;
using GamAgent.Server.Commands;
using GamAgent.Server.Files;
using GamAgent.Server.Journal;
using GamAgent.Server.Runner;
using GamAgent.Server.Settings;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using TestKit;

namespace GamAgent.Server.Tests.Replays;

/// <summary>The desk and a journal of its own, on a clock that the test moves; the runner is the test's.</summary>
internal sealed class ReplayedSession : IDisposable, ICommandSender
{
    private readonly TemporaryFolder _folder = new();
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 5, 8, 0, 0, TimeSpan.Zero));
    private readonly SessionJournal _journal;
    private readonly CommandDesk _desk;
    private readonly FileDesk _files;
    private readonly RunnerConnection _runner;

    public ReplayedSession()
    {
        var settings = new AgentSettings
        {
            SessionId = "replayed-session",
            AgentId = "agent-1",
            Listen = new Uri("http://127.0.0.1:0"),
            RunnerSocket = _folder.Combine("r.sock"),
            JournalFolder = _folder.Combine("journal"),
            Jwks = "{}",
        };
        _journal = SessionJournal.Open(new JournalOptions(settings.JournalFolder, 64 << 20, 4 << 20), _time);
        _desk = new CommandDesk(_journal, settings, _time, NullLogger<CommandDesk>.Instance);
        var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        _files = new FileDesk(_desk, settings, _time);
        _runner = new RunnerConnection(socket, _desk, _files, _time, NullLogger<RunnerConnection>.Instance);
        _desk.Attach(_runner, new LinkHello("runner-1", 1, "test", null, 0));
    }

    /// <inheritdoc/>
    public string Subject => "tester";

    /// <summary>All bytes of the journal's files.</summary>
    public byte[] JournalBytes => [.. Directory.EnumerateFiles(_folder.Combine("journal")).Order().SelectMany(File.ReadAllBytes)];

    /// <inheritdoc/>
    public void Refuse(ErrorData error) => Assert.Fail($"refused: {error.Code} {error.Message}");

    /// <summary>Plays a recording as the output of a command: at its own times on the test's clock, each read in pieces of the given size.</summary>
    public void Play(Recording recording, int piece, bool inputEnds)
    {
        string[] args = [.. recording.Args.Skip(1)];
        Assert.Null(_desk.Exec(this, new ExecFrame(args, null, "r", null, false)));
        _time.Advance(CheckWaitAndMore);
        var start = new LinkStart { Command = 1, Id = "r", Args = args, By = Subject };
        _desk.Started(_runner, new LinkStarted(start, 4711, _time.GetUtcNow()));
        if (inputEnds)
        {
            Assert.Null(_desk.Stdin(this, new StdinFrame(default, Eof: true, Secret: false)));
        }

        var clock = TimeSpan.Zero;
        var offsets = new long[2];
        foreach (var read in recording.Reads)
        {
            _time.Advance(read.At > clock ? read.At - clock : TimeSpan.Zero);
            clock = read.At > clock ? read.At : clock;
            for (var i = 0; i < read.Bytes.Length; i += piece)
            {
                var bytes = read.Bytes.AsMemory(i, Math.Min(piece, read.Bytes.Length - i));
                ref var offset = ref offsets[read.Stream == OutputStream.Stdout ? 0 : 1];
                _desk.Output(_runner, new LinkBytes(1, read.Stream, offset, new ReadOnlySequence<byte>(bytes)));
                offset += bytes.Length;
            }
        }

        _time.Advance(recording.EndedAt > clock ? recording.EndedAt - clock : TimeSpan.Zero);
        _desk.Exited(_runner, new LinkExit
        {
            Command = 1,
            ExitCode = recording.ExitCode,
            Signal = recording.Signal switch { 9 => "KILL", 15 => "TERM", { } other => $"{other}", null => null },
            Reason = recording.Signal is null ? ExitReason.Exited : ExitReason.Signalled,
            DurationMs = (long)recording.EndedAt.TotalMilliseconds,
            StdoutBytes = offsets[0],
            StderrBytes = offsets[1],
        });
    }

    /// <summary>Everything that the journal has.</summary>
    public ReplayResult Read()
    {
        var result = new ReplayResult();
        using var cursor = new JournalCursor(_journal, 1);
        var buffer = new byte[64 << 10];
        while (cursor.Read(ref buffer, out var filled) == JournalRead.Records)
        {
            for (ReadOnlySpan<byte> rest = buffer.AsSpan(0, filled); RecordCodec.TryRead(rest, out var entry); rest = rest[RecordCodec.Size(entry)..])
            {
                if (cursor.Advance(entry))
                {
                    Add(result, entry);
                }
            }
        }

        return result;
    }

    public void Dispose()
    {
        _files.Dispose();
        _desk.Dispose();
        _runner.Dispose();
        _journal.Dispose();
        _folder.Dispose();
    }

    // Longer than the desk waits for the text of a bulk command's file.
    private static TimeSpan CheckWaitAndMore { get; } = TimeSpan.FromSeconds(6);

    private static void Add(ReplayResult result, in JournalEntry entry)
    {
        switch (entry.Kind)
        {
            case RecordKind.Output:
                result.Text(entry.Flags.HasFlag(RecordFlags.Stderr) ? OutputStream.Stderr : OutputStream.Stdout).Append(Encoding.UTF8.GetString(entry.Payload));
                Assert.False(entry.Flags.HasFlag(RecordFlags.Lossy));
                break;
            case RecordKind.Progress:
                result.Add(JsonSerializer.Deserialize(entry.Payload, EventJson.Default.ProgressData)!);
                break;
            case RecordKind.State:
                result.Add(JsonSerializer.Deserialize(entry.Payload, EventJson.Default.StateData)!);
                break;
            case RecordKind.Started:
                result.Events.Add("started");
                break;
            case RecordKind.Exit:
                result.Exit = JsonSerializer.Deserialize(entry.Payload, EventJson.Default.ExitData);
                result.Events.Add("exit");
                break;
        }
    }
}
