using System.Security.Cryptography;
using System.Text;

namespace GamSessions.Credentials;

/// <summary>Names of credentials, and what stands for them where others keep them.</summary>
public static class CredentialNames
{
    /// <summary>The longest name, which is also the longest value of a label in Kubernetes.</summary>
    public const int MostCharacters = 63;

    private const int HashBytes = 16;

    /// <summary>Whether a text may be a name: 1 to 63 lower-case letters, digits, points and hyphens, beginning and ending with a letter or digit.</summary>
    public static bool IsName(string text) =>
        text.Length is > 0 and <= MostCharacters
        && text.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '.')
        && char.IsAsciiLetterOrDigit(text[0]) && char.IsAsciiLetterOrDigit(text[^1]) && !text.Contains("..", StringComparison.Ordinal);

    /// <summary>
    /// The name of the Secret that holds an owner's credentials: <c>gam-credentials-</c> and 32 hexadecimal digits that stand for owner and
    /// name together, so that no two of different owners are ever the same one.
    /// </summary>
    public static string SecretName(string owner, string name) => $"gam-credentials-{Hash($"{owner}\0{name}")}";

    /// <summary>What stands for an owner, whose own name can hold anything: 32 hexadecimal digits.</summary>
    public static string OwnerKey(string owner) => Hash(owner);

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, HashBytes));
}
