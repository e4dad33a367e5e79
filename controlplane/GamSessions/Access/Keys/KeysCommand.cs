using System.Globalization;
using GamAgent.Protocol;
using GamSessions.Store;
using Microsoft.Extensions.DependencyInjection;

namespace GamSessions.Access;

/// <summary>
/// The host's command <c>keys</c>: <c>keys add NAME [--role viewer|operator|administrator] [--owner OWNER] [--expires WHEN]</c>,
/// <c>keys list</c>, <c>keys revoke NAME</c>. It works on the store beside a running host, which notices at the next request. A key is
/// printed once, alone on standard output; everything else that is said goes to standard error.
/// </summary>
public static class KeysCommand
{
    private const int Done = 0;
    private const int Refused = 1;
    private const int Misused = 2;

    private const string Usage = """
        keys add NAME [--role viewer|operator|administrator] [--owner OWNER] [--expires WHEN]
            makes a key and prints it once. The role is operator by default; the owner, whose sessions
            it sees, is NAME by default. WHEN is a date (2027-01-31), a time (2027-01-31T12:00:00Z) or a
            number of days (90d); without it the key doesn't expire.
        keys list
            lists all keys, those that are over too; the keys themselves are kept nowhere.
        keys revoke NAME
            ends a key at once. Websockets that are open stay open until their session ends.
        """;

    /// <summary>Runs the command.</summary>
    /// <param name="services">The services of an application that called <c>AddGamSessions</c>; it need not be started.</param>
    /// <param name="arguments">What follows the word <c>keys</c>; settings (<c>--GamSessions:…=…</c>) may be among it.</param>
    /// <param name="output">Standard output.</param>
    /// <param name="error">Standard error.</param>
    /// <param name="cancellationToken">Cancels.</param>
    /// <returns>The exit code: 0 done, 1 refused (a name in use, or not), 2 misused.</returns>
    /// <exception cref="GamSessionsStartException">The store can't be opened.</exception>
    public static async Task<int> RunAsync(
        IServiceProvider services, IReadOnlyList<string> arguments, TextWriter output, TextWriter error, CancellationToken cancellationToken = default)
    {
        var words = KeysArguments.Parse(arguments, services.GetRequiredService<TimeProvider>().GetUtcNow(), out var problem);
        if (words is null)
        {
            await error.WriteLineAsync($"{problem}\n\n{Usage}");
            return Misused;
        }

        await services.GetRequiredService<StoreInitializer>().InitializeAsync(cancellationToken);
        var keys = services.GetRequiredService<ApiKeyAdministration>();
        return words.Verb switch
        {
            "add" => await AddAsync(keys, words, output, error, cancellationToken),
            "revoke" => await RevokeAsync(keys, words.Name!, error, cancellationToken),
            _ => await ListAsync(keys, services.GetRequiredService<TimeProvider>().GetUtcNow(), output, cancellationToken),
        };
    }

    private static async Task<int> AddAsync(
        ApiKeyAdministration keys, KeysArguments words, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        var key = await keys.AddAsync(words.Name!, words.Owner ?? words.Name!, words.Role, words.ExpiresAt, cancellationToken);
        if (key is null)
        {
            await error.WriteLineAsync($"A key named '{words.Name}' is in use. Take another name, or revoke that one first.");
            return Refused;
        }

        await error.WriteLineAsync($"The key of '{words.Name}' ({words.Role.ToWireName()}). It is shown this once; send it as 'Authorization: Bearer …'.");
        await output.WriteLineAsync(key);
        return Done;
    }

    private static async Task<int> RevokeAsync(ApiKeyAdministration keys, string name, TextWriter error, CancellationToken cancellationToken)
    {
        var revoked = await keys.RevokeAsync(name, cancellationToken);
        await error.WriteLineAsync(revoked ? $"The key '{name}' opens nothing any more." : $"No key named '{name}' is in use. `keys list` lists those that are.");
        return revoked ? Done : Refused;
    }

    private static async Task<int> ListAsync(ApiKeyAdministration keys, DateTimeOffset now, TextWriter output, CancellationToken cancellationToken)
    {
        await output.WriteLineAsync(Row("NAME", "ROLE", "OWNER", "MADE", "EXPIRES", "STATE"));
        foreach (var key in await keys.ListAsync(cancellationToken))
        {
            var state = key.RevokedAt is not null ? "revoked" : key.ExpiresAt <= now ? "expired" : "in use";
            await output.WriteLineAsync(Row(key.Name, key.Role, key.Owner, Day(key.CreatedAt), key.ExpiresAt is { } end ? Day(end) : "never", state));
        }

        return Done;
    }

    private static string Day(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm'Z'", CultureInfo.InvariantCulture);

    private static string Row(string name, string role, string owner, string made, string expires, string state) =>
        $"{name,-24} {role,-14} {owner,-24} {made,-18} {expires,-18} {state}";
}
