using System.Security.Cryptography;
using System.Text;
using Microsoft.IdentityModel.Tokens;

namespace GamSessions.Access;

/// <summary>The text of API keys: <c>gsk_</c> and 256 random bits.</summary>
internal static class ApiKey
{
    /// <summary>What every key begins with, so that people and scanners for leaked secrets know it.</summary>
    public const string Prefix = "gsk_";

    private const int RandomBytes = 32;

    /// <summary>A new key; it is shown once and kept nowhere.</summary>
    public static string Make() => Prefix + Base64UrlEncoder.Encode(RandomNumberGenerator.GetBytes(RandomBytes));

    /// <summary>Whether a text has a key's shape.</summary>
    public static bool HasShape(string text) => text.StartsWith(Prefix, StringComparison.Ordinal) && text.Length is > 40 and < 64;

    /// <summary>What the store keeps of a key.</summary>
    public static byte[] Hash(string key) => SHA256.HashData(Encoding.UTF8.GetBytes(key));
}
