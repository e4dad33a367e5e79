using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace GamSessions.Routing;

/// <summary>The query of a websocket: from where to replay. Anything else in it goes no further.</summary>
internal static class ReplayQuery
{
    private const int LongestEpoch = 64;

    /// <summary>Reads it.</summary>
    /// <returns>What is wrong with it, or null; then <paramref name="query"/> is what the agent gets.</returns>
    public static string? Read(IQueryCollection given, out QueryString query)
    {
        query = QueryString.Empty;
        if (given.TryGetValue("after", out var after))
        {
            if (after.Count != 1 || !long.TryParse(after[0], NumberStyles.None, CultureInfo.InvariantCulture, out _))
            {
                return "'after' must be one number, 0 or more: the last seq that was seen.";
            }

            query = query.Add("after", after[0]!);
        }

        if (given.TryGetValue("epoch", out var epoch))
        {
            if (epoch.Count != 1 || epoch[0] is not { Length: > 0 and <= LongestEpoch } text || !text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_'))
            {
                return "'epoch' must be the one that 'connected' told.";
            }

            query = query.Add("epoch", text);
        }

        return null;
    }
}
