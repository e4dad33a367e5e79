using System.Text.Json;

namespace GamSessions.Credentials;

/// <summary>Whether a JSON file of GAM's is one of its kind. Only what GAM can't do without is asked for: its versions differ in the rest.</summary>
internal static class JsonShape
{
    private static readonly JsonDocumentOptions Strict = new() { MaxDepth = 16, AllowDuplicateProperties = false };

    /// <summary>What is wrong, without a word of the text.</summary>
    public static string? Check(string text, Func<JsonElement, bool> fits, string wanted)
    {
        try
        {
            using var document = JsonDocument.Parse(text, Strict);
            return document.RootElement.ValueKind is JsonValueKind.Object && fits(document.RootElement) ? null : $"is not {wanted}.";
        }
        catch (JsonException e)
        {
            return e.LineNumber is null
                ? $"names a field twice; it should be {wanted}."
                : $"is not valid JSON (line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}); it should be {wanted}.";
        }
    }

    /// <summary><c>client_secrets.json</c>.</summary>
    public static bool IsClient(JsonElement root) =>
        (root.TryGetProperty("installed", out var client) || root.TryGetProperty("web", out client))
        && client.ValueKind is JsonValueKind.Object && HasText(client, "client_id") && HasText(client, "client_secret");

    /// <summary><c>oauth2.txt</c>.</summary>
    public static bool IsToken(JsonElement root) => HasText(root, "client_id") && HasText(root, "refresh_token");

    /// <summary><c>oauth2service.json</c>. One whose key is elsewhere (a YubiKey, Google's own signing) has no private key.</summary>
    public static bool IsServiceAccount(JsonElement root) => HasText(root, "client_id") && HasText(root, "client_email");

    private static bool HasText(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.String && value.ValueEquals(""u8) is false;
}
