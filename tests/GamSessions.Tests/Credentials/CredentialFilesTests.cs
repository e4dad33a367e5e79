using GamSessions.Credentials;

namespace GamSessions.Tests.Credentials;

public sealed class CredentialFilesTests
{
    [Theory]
    [InlineData("client_secrets.json", """{"installed":{"client_id":"i","client_secret":"s","redirect_uris":["http://localhost"]}}""")]
    [InlineData("client_secrets.json", """{"web":{"client_id":"i","client_secret":"s"}}""")]
    [InlineData("oauth2.txt", """{"client_id":"i","client_secret":"s","refresh_token":"r","scopes":["a"],"token":"t"}""")]
    [InlineData("oauth2service.json", """{"type":"service_account","client_id":"1","client_email":"a@b","private_key":"k"}""")]
    [InlineData("oauth2service.json", """{"client_id":"1","client_email":"a@b","key_type":"yubikey"}""")]
    [InlineData("gam.cfg", "[DEFAULT]\nconfig_dir = /x\n  more\n; a comment\n\n[other]\ndomain: example.com\n")]
    [InlineData("gam.cfg", "\ufeff[DEFAULT]\r\nnum_threads = 5\r\n")]
    public void What_GAM_reads_is_taken(string name, string text) => Assert.Null(CredentialFiles.Check(name, text));

    [Theory]
    [InlineData("client_secrets.json", "")]
    [InlineData("client_secrets.json", "{")]
    [InlineData("client_secrets.json", "[]")]
    [InlineData("client_secrets.json", """{"installed":{"client_id":"hush"}}""")]
    [InlineData("client_secrets.json", """{"client_id":"hush","client_secret":"hush"}""")]
    [InlineData("oauth2.txt", "hush")]
    [InlineData("oauth2.txt", """{"client_id":"hush"}""")]
    [InlineData("oauth2.txt", """{"client_id":"hush","refresh_token":""}""")]
    [InlineData("oauth2.txt", """{"client_id":"hush","client_id":"hush","refresh_token":"hush"}""")]
    [InlineData("oauth2service.json", """{"client_id":7,"client_email":"hush"}""")]
    [InlineData("gam.cfg", "hush = 1\n")]
    [InlineData("gam.cfg", "[DEFAULT]\nhush\n")]
    [InlineData("gam.cfg", "[DEFAULT]\nhush = 1\nHUSH = 2\n")]
    [InlineData("gam.cfg", "[hush]\n[hush]\n")]
    [InlineData("gam.cfg", "# hush")]
    [InlineData("gam.cfg", "[DEFAULT]\nhush = \0\n")]
    public void What_GAM_cannot_read_is_refused_and_not_a_word_of_it_is_repeated(string name, string text)
    {
        var fault = CredentialFiles.Check(name, text);

        Assert.NotNull(fault);
        Assert.DoesNotContain("hush", fault, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public void A_file_beyond_the_largest_size_is_refused() =>
        Assert.Contains("bytes", CredentialFiles.Check("gam.cfg", "[DEFAULT]\n" + new string('#', CredentialFiles.MostBytes)), StringComparison.Ordinal);

    [Theory]
    [InlineData("acme", true)]
    [InlineData("acme.example-2", true)]
    [InlineData("7", true)]
    [InlineData("", false)]
    [InlineData(".", false)]
    [InlineData("..", false)]
    [InlineData("a..b", false)]
    [InlineData("-a", false)]
    [InlineData("Acme", false)]
    [InlineData("a/b", false)]
    [InlineData("a\n", false)]
    [InlineData("é", false)]
    public void A_name_is_a_label(string name, bool good) => Assert.Equal(good, CredentialNames.IsName(name));

    [Fact]
    public void Names_of_Secrets_tell_owners_and_names_apart()
    {
        string[] names =
        [
            CredentialNames.SecretName("ann", "x"), CredentialNames.SecretName("ann", "y"), CredentialNames.SecretName("bob", "x"),
            CredentialNames.SecretName("annx", ""), CredentialNames.SecretName("an", "nx"),
        ];

        Assert.Equal(names.Length, names.Distinct().Count());
        Assert.All(names, name => Assert.Matches("^gam-credentials-[0-9a-f]{32}$", name));
        Assert.Equal(names[0], CredentialNames.SecretName("ann", "x"));
    }
}
