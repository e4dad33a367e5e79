namespace GamSessions.Records.Transcripts;

/// <summary>The forms of a transcript.</summary>
internal enum TranscriptFormat
{
    /// <summary>What was printed, with a line for each command.</summary>
    Text,

    /// <summary>The journal's events, one a line.</summary>
    Jsonl,

    /// <summary>asciicast, version 2, for players of terminal recordings.</summary>
    Asciicast,
}
