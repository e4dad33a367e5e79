namespace StandInGam.Bulk;

/// <summary>What a step of a bulk command does.</summary>
internal enum StepKind
{
    /// <summary>Runs a GAM command in a worker.</summary>
    Command,

    /// <summary>Waits until no worker runs.</summary>
    Commit,

    /// <summary>Prints a text on standard error.</summary>
    Print,

    /// <summary>Waits some seconds.</summary>
    Sleep,
}

/// <summary>One step: a row of a CSV file, or a line of a batch file.</summary>
internal sealed record BulkStep(StepKind Kind, IReadOnlyList<string> Words);
