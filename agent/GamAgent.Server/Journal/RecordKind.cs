namespace GamAgent.Server.Journal;

/// <summary>What a record holds. The numbers stand in files: never change one.</summary>
internal enum RecordKind : byte
{
    /// <summary>The state at the beginning of a segment; not an event and never sent.</summary>
    Snapshot = 0,

    /// <summary><c>refused</c>.</summary>
    Refused = 1,

    /// <summary><c>queued</c>.</summary>
    Queued = 2,

    /// <summary><c>started</c>; the private part is the runner's id.</summary>
    Started = 3,

    /// <summary><c>output</c>; the payload is the text itself.</summary>
    Output = 4,

    /// <summary><c>input</c>.</summary>
    Input = 5,

    /// <summary><c>progress</c>.</summary>
    Progress = 6,

    /// <summary><c>exit</c>.</summary>
    Exit = 7,

    /// <summary><c>state</c>.</summary>
    State = 8,
}
