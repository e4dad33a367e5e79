using System.Net;

namespace TestKit;

/// <summary>An upgrade that was answered with something else than 101.</summary>
/// <param name="Status">The answer's status.</param>
/// <param name="Headers">The answer's headers.</param>
public sealed record SocketRefusal(HttpStatusCode Status, IReadOnlyDictionary<string, IEnumerable<string>> Headers);

/// <summary>How a websocket was closed by the other end; the code is 1006 when it was cut.</summary>
/// <param name="Code">The close code.</param>
/// <param name="Reason">The close reason.</param>
public sealed record SocketClose(int Code, string Reason);
