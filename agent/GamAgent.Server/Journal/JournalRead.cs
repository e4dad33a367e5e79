namespace GamAgent.Server.Journal;

/// <summary>What a cursor found.</summary>
internal enum JournalRead
{
    /// <summary>Nothing new yet.</summary>
    Nothing,

    /// <summary>Records.</summary>
    Records,

    /// <summary>The numbers that it wanted are gone; it now stands at the first that is kept.</summary>
    Gap,
}
