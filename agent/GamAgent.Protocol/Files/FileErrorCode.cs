using System.Text.Json.Serialization;

namespace GamAgent.Protocol.Files;

/// <summary>Why a file could not be read, written or removed; the names are those of the REST API's codes.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<FileErrorCode>))]
public enum FileErrorCode
{
    /// <summary>The path is none.</summary>
    InvalidRequest,

    /// <summary>There is no such file.</summary>
    NotFound,

    /// <summary>No runner is attached.</summary>
    NotReady,

    /// <summary>The session is ending.</summary>
    Ended,

    /// <summary>The file is not as <c>If-Match</c> or <c>If-None-Match</c> wants it.</summary>
    PreconditionFailed,

    /// <summary>It would not fit into an empty work folder either.</summary>
    TooLarge,

    /// <summary>The path leads out of the work folder, or to something that is no ordinary file.</summary>
    OutOfRange,

    /// <summary>Not now: too many transfers, or the runner went away or doesn't answer.</summary>
    Unavailable,

    /// <summary>The work folder has no room for it.</summary>
    DiskFull,

    /// <summary>A fault of ours or of the disk.</summary>
    Internal,
}
