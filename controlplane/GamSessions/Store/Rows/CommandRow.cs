namespace GamSessions.Store.Rows;

/// <summary>A command of a session, or one that was refused. The journal's name and number of the event that made it say which.</summary>
internal sealed class CommandRow
{
    /// <summary>Grows from row to row.</summary>
    public long Id { get; set; }

    public required string SessionId { get; set; }

    public required string Epoch { get; set; }

    public required long Seq { get; set; }

    public string? CommandId { get; set; }

    public required string By { get; set; }

    /// <summary>A JSON array of texts, redacted; of a refusal the line is the only one.</summary>
    public required string Args { get; set; }

    public required DateTimeOffset StartedAt { get; set; }

    /// <summary>Null while it runs; no row of a session that is over has none.</summary>
    public DateTimeOffset? EndedAt { get; set; }

    public int? ExitCode { get; set; }

    public string? Reason { get; set; }

    public string? Class { get; set; }

    public string? Meaning { get; set; }

    public long OutputBytes { get; set; }

    public string? Sha256 { get; set; }

    /// <summary>Why it was refused.</summary>
    public string? Code { get; set; }
}
