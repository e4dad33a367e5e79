using GamAgent.Server.Commands;

namespace GamAgent.Server.Tests.Commands;

public sealed class SecretArgumentsTests
{
    [Theory]
    [InlineData("gam update user a password S3cret", "gam update user a password ***")]
    [InlineData("gam create user a password S3cret note \"hers is S3cret.\"", "gam create user a password *** note 'hers is ***.'")]
    [InlineData("gam update user a password S3cret suspended on", "gam update user a password *** suspended on")]
    [InlineData("gam update user a password S3cret | head", "gam update user a password ***")]
    [InlineData("gam update user a \"password\" S3cret | head", "gam update user a \"password\" ***")]
    [InlineData("gam update user a password \"S3cret two", "gam update user a password ***")]
    [InlineData("gam update user a password \u201CS3cret two\u201D", "gam update user a password ***")]
    [InlineData("gam update user a \u201Cpassword\u201D S3cret", "gam update user a \u201Cpassword\u201D ***")]
    [InlineData("gam update user a password\u00A0S3cret", "gam update user a password ***")]
    [InlineData("gam oauth \u201Cya29.abcdefghijklmnopqrstuvw\u201D", "gam oauth ***")]
    [InlineData("gam info \u201Cdomain\u201D", "gam info \u201Cdomain\u201D")]
    public void A_line_shows_no_secret_however_it_is_quoted_and_whether_or_not_it_can_run(string line, string shown) =>
        Assert.Equal(shown, SecretArguments.RedactLine(line));
}
