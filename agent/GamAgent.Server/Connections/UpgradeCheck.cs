using System.Globalization;
using GamAgent.Protocol;
using GamAgent.Server.Settings;
using Microsoft.AspNetCore.WebUtilities;

namespace GamAgent.Server.Connections;

/// <summary>What is settled before the upgrade, by status codes: who may come at all, and whether the request can be read.</summary>
internal sealed class UpgradeCheck(AgentSettings settings, TokenVerifier tokens)
{
    /// <summary>Looks at a request in the order of the protocol's table.</summary>
    public async ValueTask<UpgradeVerdict> LookAsync(HttpContext context, bool ending)
    {
        if (LookAtOrigin(context) is { } foreign)
        {
            return foreign;
        }

        if (!context.WebSockets.IsWebSocketRequest)
        {
            return UpgradeVerdict.No(StatusCodes.Status426UpgradeRequired, "This is a websocket: open it with a websocket client, such as wscat.");
        }

        if (TokenOf(context) is not { } text || await tokens.VerifyAsync(text) is not { } token)
        {
            return UpgradeVerdict.No(StatusCodes.Status401Unauthorized, "A session token is needed, and one that was signed for this service.");
        }

        if (!TryReadPlace(QueryOf(context.Request), out var after, out var epoch))
        {
            return UpgradeVerdict.No(
                StatusCodes.Status400BadRequest, "'after' must be a whole number from 0, 'epoch' 1 to 64 letters, digits or hyphens, each once.");
        }

        return ending
            ? UpgradeVerdict.No(StatusCodes.Status503ServiceUnavailable, "The session is ending.")
            : new UpgradeVerdict { Token = token, After = after, Epoch = epoch };
    }

    /// <summary>Who may come at all, by Host and Origin; null for those who may.</summary>
    public UpgradeVerdict? LookAtOrigin(HttpContext context)
    {
        var request = context.Request;
        if (settings.AllowedHosts.Count > 0 && !settings.AllowedHosts.Contains(request.Host.Host.Trim('[', ']'))
            && !settings.AllowedHosts.Contains(request.Host.Host))
        {
            return UpgradeVerdict.No(StatusCodes.Status403Forbidden, "This host name is not one that this session answers to.");
        }

        if (request.Headers.Origin.Count > 0 && !(request.Headers.Origin.Count == 1 && settings.AllowedOrigins.Contains(request.Headers.Origin[0]!)))
        {
            return UpgradeVerdict.No(StatusCodes.Status403Forbidden, "Web pages of this origin may not use this session.");
        }

        return null;
    }

    /// <summary>The token that a request brings, or null.</summary>
    public static string? TokenOf(HttpContext context)
    {
        foreach (var header in (ReadOnlySpan<string>)["Authorization", ProtocolVersion.AuthorizationHeader])
        {
            var values = context.Request.Headers[header];
            if (values.Count == 1 && values[0] is { } value && value.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase))
            {
                return value["Bearer ".Length..].Trim();
            }
        }

        return context.WebSockets.WebSocketRequestedProtocols
            .FirstOrDefault(p => p.StartsWith(ProtocolVersion.BearerSubprotocolPrefix, StringComparison.Ordinal))
            ?[ProtocolVersion.BearerSubprotocolPrefix.Length..];
    }

    // A proxy that drops the query of an upgrade leaves the header.
    private static IQueryCollection QueryOf(HttpRequest request) => request.Headers.TryGetValue(ProtocolVersion.QueryHeader, out var carried)
        ? new QueryCollection(QueryHelpers.ParseQuery(carried.ToString()))
        : request.Query;

    private static bool TryReadPlace(IQueryCollection query, out long? after, out string? epoch)
    {
        (after, epoch) = (null, null);
        if (query.TryGetValue("after", out var numbers))
        {
            if (numbers.Count != 1 || !long.TryParse(numbers[0], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                return false;
            }

            after = number;
        }

        if (query.TryGetValue("epoch", out var names))
        {
            if (names.Count != 1 || names[0] is not { Length: > 0 and <= 64 } name || !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-'))
            {
                return false;
            }

            epoch = name;
        }

        return true;
    }
}
