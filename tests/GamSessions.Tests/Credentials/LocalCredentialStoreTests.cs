using GamSessions.Credentials;
using GamSessions.Options;
using TestKit;

namespace GamSessions.Tests.Credentials;

[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class LocalCredentialStoreTests : IDisposable
{
    private const UnixFileMode OthersMayNot = UnixFileMode.GroupRead | UnixFileMode.GroupWrite | UnixFileMode.GroupExecute
        | UnixFileMode.OtherRead | UnixFileMode.OtherWrite | UnixFileMode.OtherExecute;

    private readonly TemporaryFolder _folder = new();
    private readonly LocalCredentialStore _store;

    public LocalCredentialStoreTests() =>
        _store = new LocalCredentialStore(Microsoft.Extensions.Options.Options.Create(new GamSessionsOptions { DataFolder = _folder.Combine("data") }));

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_was_put_is_this_users_alone()
    {
        Directory.CreateDirectory(_folder.Combine("data"));
        Assert.Equal(CredentialPut.Created, await Put("ann", "acme", ("oauth2.txt", "one"), ("gam.cfg", "two")));

        Assert.Equal("one", await File.ReadAllTextAsync(Path.Combine(_store.FolderOf("ann", "acme"), "oauth2.txt"), Stop));
        var entries = Directory.EnumerateFileSystemEntries(_folder.Combine("data"), "*", SearchOption.AllDirectories).ToList();
        Assert.Equal(5, entries.Count);
        Assert.All(entries, entry => Assert.Equal(UnixFileMode.None, File.GetUnixFileMode(entry) & OthersMayNot));
    }

    [Fact]
    public async Task A_put_replaces_the_files_that_it_names_and_leaves_the_others()
    {
        await Put("ann", "acme", ("oauth2.txt", "one"), ("gam.cfg", "two"));

        Assert.Equal(CredentialPut.Replaced, await Put("ann", "acme", ("oauth2.txt", "three")));

        var found = await _store.FindAsync("ann", "acme", Stop);
        Assert.Equal([("oauth2.txt", 5L), ("gam.cfg", 3L)], found!.Files.Select(file => (file.Name, file.Size)));
        Assert.Equal("two", await File.ReadAllTextAsync(Path.Combine(_store.FolderOf("ann", "acme"), "gam.cfg"), Stop));
    }

    [Fact]
    public async Task Owners_are_apart_whatever_they_are_called()
    {
        foreach (var owner in (string[])["ann", "../ann", "Ann", "ann/acme", "é"])
        {
            Assert.Equal(CredentialPut.Created, await Put(owner, "acme", ("gam.cfg", owner)));
        }

        Assert.Equal("ann", await File.ReadAllTextAsync(Path.Combine(_store.FolderOf("ann", "acme"), "gam.cfg"), Stop));
        Assert.Single(await _store.ListAsync("ann", Stop));
        Assert.True(await _store.DeleteAsync("ann", "acme", Stop));
        Assert.Empty(await _store.ListAsync("ann", Stop));
        Assert.Single(await _store.ListAsync("../ann", Stop));
        Assert.Empty(await _store.ListAsync("nobody", Stop));
    }

    [Fact]
    public async Task An_owner_has_no_more_names_than_there_may_be_and_may_still_replace()
    {
        Assert.Equal(CredentialPut.Created, await Put("ann", "one", ("gam.cfg", "x")));
        Assert.Equal(CredentialPut.Created, await Put("ann", "two", ("gam.cfg", "x")));
        Assert.Equal(CredentialPut.TooMany, await Put("ann", "three", ("gam.cfg", "x")));
        Assert.Equal(CredentialPut.Replaced, await Put("ann", "two", ("gam.cfg", "y")));
        Assert.Equal(CredentialPut.Created, await Put("bob", "three", ("gam.cfg", "x")));
        Assert.Equal(["one", "two"], (await _store.ListAsync("ann", Stop)).Select(set => set.Name));
    }

    [Fact]
    public async Task Names_that_are_none_are_nothing()
    {
        Assert.Null(await _store.FindAsync("ann", "../ann", Stop));
        Assert.False(await _store.DeleteAsync("ann", "..", Stop));
        Assert.Throws<ArgumentException>(() => _store.FolderOf("ann", ".."));
    }

    [Fact]
    public async Task Many_puts_at_once_leave_whole_files()
    {
        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Put("ann", "acme", ("gam.cfg", new string((char)('a' + (i % 26)), 20_000)))));

        var text = await File.ReadAllTextAsync(Path.Combine(_store.FolderOf("ann", "acme"), "gam.cfg"), Stop);
        Assert.Equal(20_000, text.Length);
        Assert.Single(text.Distinct());
        Assert.Single(Directory.GetFileSystemEntries(_store.FolderOf("ann", "acme")));
    }

    public void Dispose()
    {
        _store.Dispose();
        _folder.Dispose();
    }

    private Task<CredentialPut> Put(string owner, string name, params (string Name, string Text)[] files) =>
        _store.PutAsync(owner, name, files.ToDictionary(file => file.Name, file => file.Text), 2, Stop);
}
