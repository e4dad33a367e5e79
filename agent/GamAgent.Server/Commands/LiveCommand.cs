using System.Text;
using GamAgent.Protocol;
using GamAgent.Protocol.RunnerLink;
using GamAgent.Server.Journal;

namespace GamAgent.Server.Commands;

/// <summary>The command that the runner has. Guarded by the desk's lock.</summary>
internal sealed class LiveCommand
{
    private LiveCommand(LinkStart start, string? runnerId, int stdinCapacity, long stdout, long stderr)
    {
        Start = start;
        RunnerId = runnerId;
        IdBytes = Encoding.UTF8.GetBytes(start.Id);
        RedactedArgs = SecretArguments.Redact(start.Args);
        Stdin = new StdinLedger(stdinCapacity);
        Stdout = new StreamText(stdout);
        Stderr = new StreamText(stderr);
        Messages = new GamMessages(start.Id);
        foreach (var secret in SecretArguments.Find(start.Args))
        {
            Secrets.Add(secret);
        }
    }

    /// <summary>What the runner was told. After a restart of this program its arguments are the redacted ones until the runner tells the real ones.</summary>
    public LinkStart Start { get; }

    public long Number => Start.Command;

    public string Id => Start.Id;

    public byte[] IdBytes { get; }

    public IReadOnlyList<string> RedactedArgs { get; }

    /// <summary>Which runner was told to start it.</summary>
    public string? RunnerId { get; set; }

    /// <summary>Who asked, when it still may be told something.</summary>
    public ICommandSender? Sender { get; init; }

    /// <summary>Its start is in the journal.</summary>
    public bool Started { get; set; }

    public DateTimeOffset StartedAt { get; set; }

    public StreamText Stdout { get; }

    public StreamText Stderr { get; }

    public SecretSet Secrets { get; } = new();

    public StdinLedger Stdin { get; }

    /// <summary>Input that was sent before the start was in the journal; its events follow that.</summary>
    public List<InputData> EarlyInput { get; } = [];

    /// <summary>Somebody sent input, so that further lines are input too.</summary>
    public bool InputUsed { get; set; }

    /// <summary>Standard output stopped in the middle of a line.</summary>
    public bool StdoutOpen { get; set; }

    /// <summary>When standard output last said something, by the monotonic clock.</summary>
    public long StdoutAt { get; set; }

    /// <summary>What GAM says about itself on standard error.</summary>
    public GamMessages Messages { get; }

    /// <summary>It waits at a prompt.</summary>
    public bool AtPrompt { get; set; }

    /// <summary>One that is about to be started.</summary>
    public static LiveCommand For(CommandRequest request, long number, int stdinCapacity) => new(
        new LinkStart
        {
            Command = number,
            Id = request.Id,
            Args = request.Args,
            By = request.Sender.Subject,
            TimeoutMs = request.TimeoutMs,
        },
        null,
        stdinCapacity,
        0,
        0)
    {
        Sender = request.Sender,
    };

    /// <summary>One that a runner has and the journal does not.</summary>
    public static LiveCommand Adopt(LinkStart start, string runnerId, int stdinCapacity) => new(start, runnerId, stdinCapacity, 0, 0);

    /// <summary>One that ran when this program was killed.</summary>
    public static LiveCommand Recover(JournaledCommand journaled, int stdinCapacity)
    {
        var command = new LiveCommand(
            new LinkStart
            {
                Command = journaled.Number,
                Id = journaled.Started.Id,
                Args = journaled.Started.Args,
                By = journaled.Started.By,
            },
            journaled.RunnerId,
            stdinCapacity,
            journaled.StdoutOffset,
            journaled.StderrOffset)
        {
            Started = true,
            StartedAt = DateTimeOffset.FromUnixTimeMilliseconds(journaled.StartedAt),
            StdoutOpen = journaled.StdoutOpen,
            InputUsed = journaled.InputUsed,
        };
        command.Stdin.Ended = journaled.InputClosed;
        return command;
    }

    public StreamText TextOf(OutputStream stream) => stream == OutputStream.Stdout ? Stdout : Stderr;
}
