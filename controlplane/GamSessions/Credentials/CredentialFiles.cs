namespace GamSessions.Credentials;

/// <summary>The files that credentials consist of, and what each has to look like. What is wrong is told without a word of what is in them.</summary>
public static class CredentialFiles
{
    /// <summary>GAM's configuration.</summary>
    public const string Configuration = "gam.cfg";

    /// <summary>The names, which are also the keys of a Secret.</summary>
    public static IReadOnlyList<string> Names { get; } = ["client_secrets.json", "oauth2.txt", "oauth2service.json", Configuration];

    /// <summary>The largest file, in bytes; real ones have a few thousand.</summary>
    public const int MostBytes = 64 * 1024;

    /// <summary>What is wrong with a file, as the end of a sentence that begins with its name; null when nothing is.</summary>
    public static string? Check(string name, string text)
    {
        if (text.Length == 0)
        {
            return "is empty.";
        }

        if (System.Text.Encoding.UTF8.GetByteCount(text) > MostBytes)
        {
            return $"has more than {MostBytes} bytes.";
        }

        return name switch
        {
            "client_secrets.json" => JsonShape.Check(text, JsonShape.IsClient, "an OAuth client: an object 'installed' or 'web' with 'client_id' and 'client_secret'"),
            "oauth2.txt" => JsonShape.Check(text, JsonShape.IsToken, "what `gam oauth create` writes: an object with 'client_id' and 'refresh_token'"),
            "oauth2service.json" => JsonShape.Check(text, JsonShape.IsServiceAccount, "a service account's key: an object with 'client_id' and 'client_email'"),
            Configuration => ConfigurationShape.Check(text),
            _ => throw new ArgumentOutOfRangeException(nameof(name), name, "no file of credentials"),
        };
    }
}
