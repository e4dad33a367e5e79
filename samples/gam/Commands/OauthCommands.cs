using StandInGam.Running;

namespace StandInGam.Commands;

/// <summary><c>oauth …</c>: a menu that comes again until it is left, asked on standard output with no newline.</summary>
internal static class OauthCommands
{
    private static readonly string[] Scopes =
    [
        "Calendar API (supports readonly)", "Classroom API - Courses (supports readonly)", "Cloud Identity API - Groups (supports readonly)",
        "Directory API - Groups (supports readonly)", "Directory API - Organizational Units (supports readonly)", "Directory API - Users (supports readonly)",
        "Groups Settings API", "License Manager API", "Reports API - Audit Reports readonly", "Vault API (supports readonly)",
    ];

    public static readonly Command[] All =
    [
        new("oauth create", "", "the menu of scopes: a number toggles, e leaves, c goes on to the URL that wants a code", Create),
        new("oauth info", "", "what the made-up token may do", Info),
    ];

    private static async Task<int> Create(GamRun run, CommandLine line)
    {
        line.End();
        var chosen = new HashSet<int>(Enumerable.Range(2, Scopes.Length - 3));
        while (true)
        {
            run.Out.Write(string.Concat(Scopes.Select((scope, i) => $"[{(chosen.Contains(i) ? '*' : ' ')}] {i,2})  {scope}\n")) +
                "\nSelect an unselected scope [ ] by entering a number; yields [*]\nSelect all default scopes by entering an 's'\n" +
                "Exit without changes/authorization by entering an 'e'\nContinue to authorization by entering a 'c'\n");
            var answer = run.Ask($"\nPlease enter 0-{Scopes.Length - 1}[a|r] or s|u|e|c: ", "getScopesFromUser").Trim().ToLowerInvariant();
            if (answer == "e")
            {
                return 0;
            }

            if (answer == "c")
            {
                break;
            }

            if (int.TryParse(answer, out var number) && number >= 0 && number < Scopes.Length)
            {
                if (!chosen.Add(number))
                {
                    chosen.Remove(number);
                }
            }
            else
            {
                run.Out.WriteLine($"\nERROR: Invalid input \"{answer}\"");
            }
        }

        run.Out.WriteLine("\nGo to the following link in a browser on this computer or on another computer:\n\n    https://accounts.example.com/o/oauth2/v2/auth?scope=made-up\n");
        run.Ask("Enter verification code or paste \"Unable to connect\" URL from other computer (only URL data up to &scope required): ", "doOAuthRequest");
        await run.Pause(400);
        run.Out.WriteLine("The authentication flow has completed.");
        return 0;
    }

    private static async Task<int> Info(GamRun run, CommandLine line)
    {
        line.End();
        run.RequireCredentials();
        await run.Pause(150);
        run.Out.WriteLine($"OAuth2 File: {GamConfig.Folder}/oauth2.txt\nGoogle Workspace Admin: admin@example.com\nOAuth2 Scopes: {Scopes.Length - 3}");
        return 0;
    }
}
