using System.Security.Cryptography;
using System.Text;

namespace GamSessions.Sessions;

/// <summary>
/// Session ids: DNS labels made of a slug of the name (at most 30 characters), a dash and ten random characters, so that they can
/// stand in names of objects, host names and paths as they are.
/// </summary>
internal static class SessionIds
{
    private const int SlugLength = 30;
    private const int RandomLength = 10;
    private const int LabelLength = 63;
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz0123456789";

    /// <summary>A new id for a session of that name.</summary>
    public static string New(string name) => $"{Slug(name)}-{RandomNumberGenerator.GetString(Alphabet, RandomLength)}";

    /// <summary>Whether a text could be a session's id at all; all others are unknown without a look into the store.</summary>
    public static bool IsWellFormed(string id) =>
        id.Length is > 0 and <= LabelLength && id[0] != '-' && id[^1] != '-' && id.All(c => c == '-' || Alphabet.Contains(c, StringComparison.Ordinal));

    private static string Slug(string name)
    {
        var slug = new StringBuilder(SlugLength);
        foreach (var c in name)
        {
            if (slug.Length == SlugLength)
            {
                break;
            }

            if (char.IsAsciiLetterOrDigit(c))
            {
                slug.Append(char.ToLowerInvariant(c));
            }
            else if (slug.Length > 0 && slug[^1] != '-')
            {
                slug.Append('-');
            }
        }

        var text = slug.ToString().TrimEnd('-');
        return text.Length > 0 ? text : "session";
    }
}
