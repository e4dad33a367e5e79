using GamSessions.Options;
using Microsoft.Extensions.Options;

namespace GamSessions.Records.Transcripts;

/// <summary>
/// Where transcripts are: <c>transcripts/{session}/00000001.jsonl</c> and so on in the data folder, readable by this user alone.
/// </summary>
internal sealed class TranscriptFolder(IOptions<GamSessionsOptions> options)
{
    private const string Pattern = "*.jsonl";

    /// <summary>How many bytes one session's may have.</summary>
    public long Quota => options.Value.Limits.JournalBytes.Bytes;

    private string Root => Path.Combine(options.Value.DataFolder!, "transcripts");

    /// <summary>The folder of a session.</summary>
    public string Of(string sessionId) => Path.Combine(Root, sessionId);

    /// <summary>A session's files, the oldest first.</summary>
    public static IReadOnlyList<string> Segments(string folder) =>
        Directory.Exists(folder) ? [.. Directory.EnumerateFiles(folder, Pattern).Order(StringComparer.Ordinal)] : [];

    /// <summary>The sessions that have one.</summary>
    public IReadOnlyList<string> Sessions() => Directory.Exists(Root) ? [.. Directory.EnumerateDirectories(Root).Select(f => Path.GetFileName(f)!)] : [];

    /// <summary>Removes a session's.</summary>
    public void Delete(string sessionId)
    {
        if (Directory.Exists(Of(sessionId)))
        {
            Directory.Delete(Of(sessionId), recursive: true);
        }
    }
}
