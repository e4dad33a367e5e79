namespace GamSessions.Host;

/// <summary>The words that the host can be started with; anything else is a mistake, and told so.</summary>
internal static class Usage
{
    /// <summary>What <c>--help</c> prints.</summary>
    public const string Text = """
        gam-sessions [--KEY VALUE | --KEY=VALUE]…   runs the host until Ctrl-C
        gam-sessions keys add NAME [--role ROLE] [--owner OWNER] [--expires WHEN]
        gam-sessions keys list
        gam-sessions keys revoke NAME

        A key is any setting, such as --urls http://localhost:5081 or --GamSessions:DataFolder ~/gam-data;
        docs/settings.md lists them. The environment takes the same, as GamSessions__DataFolder.
        """;

    /// <summary>Whether help is asked for.</summary>
    public static bool IsAskedFor(IEnumerable<string> args) => args.Any(arg => arg is "--help" or "-h" or "-?");

    /// <summary>The first word that is neither a setting nor its value, or null.</summary>
    public static string? FindUnknown(IReadOnlyList<string> args)
    {
        for (var i = 0; i < args.Count; i++)
        {
            if (args[i].Contains('=', StringComparison.Ordinal))
            {
                continue;
            }

            if (!args[i].StartsWith("--", StringComparison.Ordinal) || i + 1 == args.Count)
            {
                return args[i];
            }

            i++;
        }

        return null;
    }
}
