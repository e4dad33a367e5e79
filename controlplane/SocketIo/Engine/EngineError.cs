namespace SocketIo.Engine;

/// <summary>What a request is refused for: the code and message of its JSON body, and the HTTP status.</summary>
internal sealed record EngineError(int Code, string Message, int Status = 400)
{
    public static readonly EngineError UnknownTransport = new(0, "Transport unknown");
    public static readonly EngineError UnknownSid = new(1, "Session ID unknown");
    public static readonly EngineError BadHandshakeMethod = new(2, "Bad handshake method");
    public static readonly EngineError BadRequest = new(3, "Bad request");
    public static readonly EngineError UnsupportedVersion = new(5, "Unsupported protocol version");
    public static readonly EngineError TooMany = new(3, "Too many connections", 503);
    public static readonly EngineError TooLarge = new(3, "Payload too large", 413);

    public static EngineError Forbidden(string message) => new(4, message, 403);
}
