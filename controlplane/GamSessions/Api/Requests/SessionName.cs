using System.Text;

namespace GamSessions.Api.Requests;

/// <summary>What a session's name may be.</summary>
internal static class SessionName
{
    /// <summary>What is wrong with a name, or null.</summary>
    /// <param name="name">The name, or null when it is missing.</param>
    /// <param name="maxLength">The longest, in characters as people count them (code points).</param>
    public static string? Check(string? name, int maxLength)
    {
        if (string.IsNullOrWhiteSpace(name))
        {
            return "is required and must not be empty";
        }

        var length = 0;
        foreach (var rune in name.EnumerateRunes())
        {
            length++;
            if (Rune.IsControl(rune) || IsInvisibleOrder(rune.Value))
            {
                return "must not hold control characters";
            }
        }

        return length > maxLength ? $"must have at most {maxLength} characters" : null;
    }

    // Line and paragraph separators, and those that reverse the order of what follows, in names of others too.
    private static bool IsInvisibleOrder(int rune) => rune is 0x2028 or 0x2029 or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069);
}
