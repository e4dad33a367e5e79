using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace GamSessions.Api.Requests;

/// <summary>How long a create may wait: <c>Prefer: wait=N</c> (RFC 7240), in seconds.</summary>
internal static class PreferWait
{
    /// <summary>Without the header.</summary>
    public static readonly TimeSpan Default = TimeSpan.FromSeconds(25);

    /// <summary>Proxies cut at 60 s.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(50);

    /// <summary>What was asked for, at most <see cref="Longest"/>; a preference that can't be read is ignored, as the RFC says.</summary>
    public static TimeSpan Read(HttpRequest request)
    {
        foreach (var preference in request.Headers.GetCommaSeparatedValues("Prefer"))
        {
            var parts = preference.Split(';')[0].Split('=', 2, StringSplitOptions.TrimEntries);
            if (parts is ["wait", var text]
                && uint.TryParse(text.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            {
                return seconds < Longest.TotalSeconds ? TimeSpan.FromSeconds(seconds) : Longest;
            }
        }

        return Default;
    }
}
