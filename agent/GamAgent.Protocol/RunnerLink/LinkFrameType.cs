namespace GamAgent.Protocol.RunnerLink;

/// <summary>
/// The frames between agent and runner, on a unix socket that the agent listens on and the runner dials.
/// A frame is a length (u32, little endian, of what follows), a type (u8) and a payload: JSON (<see cref="LinkJson"/>), or
/// binary where the row says so.
/// </summary>
public enum LinkFrameType : byte
{
    /// <summary>Runner: its first frame, <see cref="LinkHello"/>; names what runs and what was not acknowledged.</summary>
    Hello = 1,

    /// <summary>Agent: the answer to <see cref="Hello"/>, <see cref="LinkWelcome"/>; the runner sends nothing else before it.</summary>
    Welcome = 2,

    /// <summary>Agent: start a command, <see cref="LinkStart"/>.</summary>
    Start = 3,

    /// <summary>Runner: the command's process was started, <see cref="LinkStarted"/>; sent again after a reconnect.</summary>
    Started = 4,

    /// <summary>Runner, binary: bytes that a command printed, <see cref="LinkBytes"/>.</summary>
    Output = 5,

    /// <summary>Agent, binary: how many bytes of each stream are in the journal, <see cref="LinkAck"/>.</summary>
    Ack = 6,

    /// <summary>Agent, binary: bytes for standard input, <see cref="LinkBytes"/> (the stream is ignored).</summary>
    Stdin = 7,

    /// <summary>Agent: end of standard input, <see cref="LinkCommand"/>.</summary>
    StdinEof = 8,

    /// <summary>Runner: how many bytes of standard input the child's pipe has taken, and whether it is closed, <see cref="LinkStdinTaken"/>.</summary>
    StdinTaken = 9,

    /// <summary>Agent: a signal to all processes of the command, <see cref="LinkSignal"/>.</summary>
    Signal = 10,

    /// <summary>Agent: the ladder INT, TERM, KILL, <see cref="LinkCancel"/>.</summary>
    Cancel = 11,

    /// <summary>Runner: a command ended, <see cref="LinkExit"/>; after its last output, kept and sent again until acknowledged.</summary>
    Exit = 12,

    /// <summary>Agent: the exit is in the journal, <see cref="LinkCommand"/>; the runner forgets the command.</summary>
    ExitAck = 13,

    /// <summary>Agent: end what runs, take no more commands, exit when the exit is acknowledged, <see cref="LinkEnd"/>.</summary>
    End = 14,

    /// <summary>Runner: figures of memory and disk, <see cref="LinkUsage"/>.</summary>
    Usage = 15,

    /// <summary>Agent: a request that the runner answers, <see cref="LinkRequest"/>.</summary>
    Request = 16,

    /// <summary>Runner: the answer to a request, <see cref="LinkReply"/>.</summary>
    Reply = 17,

    /// <summary>
    /// Agent: a secret among the input of the running command, before its bytes, <see cref="LinkSecret"/>. Runner: those that it keeps, after the welcome
    /// and before any output, so that an agent that was killed and started again goes on masking them.
    /// </summary>
    Secret = 18,

    /// <summary>Agent: the begin of a transfer, <see cref="LinkFileOpen"/>.</summary>
    FileOpen = 20,

    /// <summary>Runner: how a file is, or what is wrong, <see cref="LinkFileState"/>.</summary>
    FileState = 21,

    /// <summary>Agent: send bytes of the file, <see cref="LinkFileSend"/>.</summary>
    FileSend = 22,

    /// <summary>Both, binary: bytes of a file, <see cref="LinkFileBytes"/>; never beyond what credit allows.</summary>
    FileBytes = 23,

    /// <summary>Both: the other end may send more, <see cref="LinkFileCredit"/>.</summary>
    FileCredit = 24,

    /// <summary>Both: the last byte was sent, <see cref="LinkFile"/>; from the agent: now put the file in its place.</summary>
    FileEnd = 25,

    /// <summary>Agent: the transfer is not wanted any more, <see cref="LinkFile"/>; nothing is left of it.</summary>
    FileAbort = 26,
}
