using System.Text.Json.Serialization;

namespace GamSessions.Api.Files;

/// <summary>The files of a session's work folder. The runner writes this answer; it is here for the API's document.</summary>
internal sealed record FileListAnswer
{
    /// <summary>In the order of their names, at most 10,000.</summary>
    public required IReadOnlyList<FileResource> Files { get; init; }

    /// <summary>True when there are more; absent otherwise.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Truncated { get; init; }
}

/// <summary>A file.</summary>
/// <param name="Path">Its path below the work folder.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="ModifiedAt">When it was last written.</param>
/// <param name="Etag">Its entity tag, as If-Match and If-None-Match take it.</param>
internal sealed record FileResource(string Path, long Size, DateTime ModifiedAt, string Etag);
