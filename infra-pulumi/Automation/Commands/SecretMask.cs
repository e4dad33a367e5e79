using System.Text.Json;

namespace PulumiAutomation.Commands;

/// <summary>Replaces secrets in whatever the CLI prints, in their plain form and as JSON writes them.</summary>
internal sealed class SecretMask
{
    /// <summary>What stands in a secret's place: the word that the CLI itself uses.</summary>
    public const string Mask = "[secret]";

    // A secret of one or two characters would mask half of every text and hide nothing.
    private const int ShortestSecret = 4;

    private readonly string[] _secrets;

    public SecretMask(IEnumerable<string> secrets) => _secrets =
    [
        .. secrets.Where(secret => secret.Length >= ShortestSecret)
            .SelectMany(secret => (string[])[secret, JsonSerializer.Serialize(secret)[1..^1]])
            .Distinct(StringComparer.Ordinal)
            .OrderByDescending(secret => secret.Length),
    ];

    /// <summary>The text without the secrets.</summary>
    public string Apply(string text)
    {
        foreach (var secret in _secrets)
        {
            text = text.Replace(secret, Mask, StringComparison.Ordinal);
        }

        return text;
    }
}
