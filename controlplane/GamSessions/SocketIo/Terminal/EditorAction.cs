namespace GamSessions.SocketIo.Terminal;

/// <summary>What a keystroke comes to.</summary>
internal enum EditorKey
{
    /// <summary>Something to show.</summary>
    Echo,

    /// <summary>A line is complete.</summary>
    Line,

    /// <summary>Ctrl-C.</summary>
    Interrupt,

    /// <summary>Ctrl-D on an empty line.</summary>
    EndOfInput,
}

/// <summary>One thing that typing comes to, with its text.</summary>
internal readonly record struct EditorAction(EditorKey Key, string Text = "");
