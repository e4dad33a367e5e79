using GamSessions.Access;
using GamSessions.Tests.Store;
using Microsoft.Extensions.Time.Testing;

namespace GamSessions.Tests.Access;

public sealed class KeysCommandTests
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_key_is_printed_alone_and_opens_what_its_role_allows()
    {
        await using var store = await TemporaryStore.OpenAsync(time: _time);

        var (code, output, error) = await RunAsync(store, "add", "ann", "--role", "viewer", "--owner=team");

        Assert.Equal(0, code);
        var key = output.TrimEnd('\n');
        Assert.Matches("^gsk_[A-Za-z0-9_-]{43}$", key);
        Assert.DoesNotContain(key, error, StringComparison.Ordinal);
        Assert.Equal(new Caller("team", "ann", CallerRole.Viewer), await store.Get<ApiKeyVerifier>().VerifyAsync(key, Stop));
    }

    [Fact]
    public async Task A_name_in_use_is_refused_until_it_is_revoked()
    {
        await using var store = await TemporaryStore.OpenAsync(time: _time);
        var first = (await RunAsync(store, "add", "ann")).Output.TrimEnd('\n');

        Assert.Equal(1, (await RunAsync(store, "add", "ann")).Code);
        Assert.Equal(0, (await RunAsync(store, "revoke", "ann")).Code);
        Assert.Equal(1, (await RunAsync(store, "revoke", "ann")).Code);
        Assert.Equal(0, (await RunAsync(store, "add", "ann")).Code);

        Assert.Null(await store.Get<ApiKeyVerifier>().VerifyAsync(first, Stop));
    }

    [Theory]
    [InlineData("90d", 90)]
    [InlineData("2026-01-12", 10)]
    [InlineData("2026-01-12T00:00:00+00:00", 10)]
    public async Task A_key_ends_when_it_was_said_to(string when, int days)
    {
        await using var store = await TemporaryStore.OpenAsync(time: _time);
        var key = (await RunAsync(store, "add", "ann", "--expires", when)).Output.TrimEnd('\n');

        _time.Advance(TimeSpan.FromDays(days - 2));
        Assert.NotNull(await store.Get<ApiKeyVerifier>().VerifyAsync(key, Stop));
        _time.Advance(TimeSpan.FromDays(2));

        Assert.Null(await store.Get<ApiKeyVerifier>().VerifyAsync(key, Stop));
    }

    [Fact]
    public async Task The_list_shows_every_key_and_none_of_the_secrets()
    {
        await using var store = await TemporaryStore.OpenAsync(time: _time);
        var key = (await RunAsync(store, "add", "ann", "--role=administrator")).Output.TrimEnd('\n');
        await RunAsync(store, "add", "bob", "--expires", "1d");
        await RunAsync(store, "revoke", "ann");
        _time.Advance(TimeSpan.FromDays(1));

        var (code, output, _) = await RunAsync(store, "list");

        Assert.Equal(0, code);
        Assert.Matches("ann +administrator +ann .* revoked\n", output);
        Assert.Matches("bob +operator +bob .* expired\n", output);
        Assert.DoesNotContain(key, output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData]
    [InlineData("list", "x")]
    [InlineData("add")]
    [InlineData("add", "a b")]
    [InlineData("add", "ann", "--role", "root")]
    [InlineData("add", "ann", "--role")]
    [InlineData("add", "ann", "--expires", "soon")]
    [InlineData("add", "ann", "--expires", "2025-01-01")]
    [InlineData("add", "ann", "--owner", "")]
    [InlineData("add", "ann", "--colour", "red")]
    [InlineData("revoke")]
    [InlineData("remove", "ann")]
    public async Task Words_that_make_no_sense_get_the_usage(params string[] words)
    {
        await using var store = await TemporaryStore.OpenAsync(time: _time);

        var (code, output, error) = await RunAsync(store, words);

        Assert.Equal((2, ""), (code, output));
        Assert.Contains("keys add NAME", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_among_the_words_are_the_hosts_own_affair()
    {
        await using var store = await TemporaryStore.OpenAsync(time: _time);

        Assert.Equal(0, (await RunAsync(store, "add", "--GamSessions:DataFolder=/x", "ann", "--GamSessions:Access:Mode", "apikey")).Code);
    }

    private static async Task<(int Code, string Output, string Error)> RunAsync(TemporaryStore store, params string[] words)
    {
        using var output = new StringWriter { NewLine = "\n" };
        using var error = new StringWriter { NewLine = "\n" };
        var code = await KeysCommand.RunAsync(store.Services, words, output, error, Stop);
        return (code, output.ToString(), error.ToString());
    }
}
