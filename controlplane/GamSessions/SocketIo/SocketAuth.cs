using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace GamSessions.SocketIo;

/// <summary>What a client sends as <c>auth</c>: <c>{token?, after?, epoch?}</c>.</summary>
internal sealed record SocketAuth(string? Token, long? After, string? Epoch)
{
    /// <summary>Reads it.</summary>
    /// <returns>What is wrong with it, or null.</returns>
    public static string? Read(JsonObject given, out SocketAuth auth)
    {
        auth = new SocketAuth(null, null, null);
        if (!TryText(given["token"], out var token))
        {
            return "'auth.token' must be a text: the session token that GET /api/sessions/{id}/websocket gives.";
        }

        long? after = null;
        if (given["after"] is { } place)
        {
            if (!long.TryParse(place.ToString(), NumberStyles.None, CultureInfo.InvariantCulture, out var seq))
            {
                return "'auth.after' must be a number, 0 or more: the last seq that was seen.";
            }

            after = seq;
        }

        if (!TryText(given["epoch"], out var epoch) || (epoch is not null && !JournalOffset.IsEpoch(epoch)))
        {
            return "'auth.epoch' must be the one that 'connected' told.";
        }

        auth = new SocketAuth(string.IsNullOrEmpty(token) ? null : token, after, epoch);
        return null;
    }

    private static bool TryText(JsonNode? node, out string? text)
    {
        text = node?.GetValueKind() is JsonValueKind.String ? node.GetValue<string>() : null;
        return node is null || text is not null;
    }
}
