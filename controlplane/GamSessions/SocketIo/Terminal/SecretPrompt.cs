using System.Text.RegularExpressions;

namespace GamSessions.SocketIo.Terminal;

/// <summary>Prompts whose answers nobody should read over a shoulder.</summary>
internal static partial class SecretPrompt
{
    /// <summary>Whether the last row asks for a secret.</summary>
    public static bool Is(string row) => Words().IsMatch(row);

    [GeneratedRegex(@"\b(password|passphrase|passcode|pin|secret|(verification|authorization|one-time|security) code|token)\b[^\r\n]*[:?>]\s*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 100)]
    private static partial Regex Words();
}
