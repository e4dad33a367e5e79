namespace TestKit;

/// <summary>How a client hands over its token.</summary>
public enum TokenBy
{
    /// <summary><c>Authorization: Bearer</c>.</summary>
    Header,

    /// <summary><c>X-Gam-Authorization: Bearer</c>.</summary>
    GamHeader,

    /// <summary>The subprotocol <c>bearer.…</c> beside <c>gam.v1</c>, as browsers do.</summary>
    Subprotocol,
}

/// <summary>How to open a websocket to a session.</summary>
public sealed record GamSocketOptions
{
    /// <summary>The token; null for none.</summary>
    public string? Token { get; init; }

    /// <summary>How it is handed over.</summary>
    public TokenBy TokenBy { get; init; } = TokenBy.Header;

    /// <summary>Whether <c>gam.v1</c> is offered; wscat offers none.</summary>
    public bool OfferSubprotocol { get; init; } = true;

    /// <summary>The <c>Origin</c> header, as a browser sets it; null for none.</summary>
    public string? Origin { get; init; }

    /// <summary>Further request headers, <c>Host</c> included.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>
    /// Whether frames are read from the start (the default). Without it nothing is read, not even pongs, until
    /// <see cref="GamSocket.StartReading"/>: a stalled client.
    /// </summary>
    public bool Read { get; init; } = true;
}
