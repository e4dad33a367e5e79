using System.Text.Json.Serialization;
using GamAgent.Protocol.Files;

namespace GamAgent.Protocol.RunnerLink;

/// <summary>What is to be done with a file.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<LinkFileAction>))]
public enum LinkFileAction
{
    /// <summary>Read it: answered by its state; then <c>FileSend</c> asks for bytes.</summary>
    Read,

    /// <summary>Write it: answered by credit, or by a state with a problem; after <c>FileEnd</c> by the new file's state.</summary>
    Write,

    /// <summary>Remove it: answered by a state.</summary>
    Delete,

    /// <summary>List the folder: as <see cref="Read"/>, the bytes are the REST API's answer.</summary>
    List,
}

/// <summary>
/// The begin of a transfer. <c>Number</c> is the agent's own, growing. <c>Length</c> is what will be written, where that is known.
/// <c>IfMatch</c> and <c>IfNoneMatch</c> hold entity tags without quotes, or <c>*</c>; null for no condition.
/// </summary>
public sealed record LinkFileOpen(
    long Number,
    LinkFileAction Action,
    string Path,
    long? Length = null,
    IReadOnlyList<string>? IfMatch = null,
    IReadOnlyList<string>? IfNoneMatch = null);

/// <summary>A file as it is (read), has become (write) or was (delete); or what is wrong, and then the transfer is over.</summary>
public sealed record LinkFileState(long Number, FileProblem? Problem, long Size = 0, DateTimeOffset ModifiedAt = default, string? Etag = null, bool Created = false);

/// <summary>Send bytes from an offset on, as far as credit goes.</summary>
public sealed record LinkFileSend(long Number, long Offset);

/// <summary>Bytes may be sent up to this offset.</summary>
public sealed record LinkFileCredit(long Number, long UpTo);

/// <summary>All bytes of a transfer were sent (<c>FileEnd</c>), or it is not wanted any more (<c>FileAbort</c>).</summary>
public sealed record LinkFile(long Number);
