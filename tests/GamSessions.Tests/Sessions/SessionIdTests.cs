using System.Text.RegularExpressions;
using GamSessions.Sessions;

namespace GamSessions.Tests.Sessions;

public sealed partial class SessionIdTests
{
    [Theory]
    [InlineData("My Session", "my-session-")]
    [InlineData("  --Ärger & Söhne--  ", "rger-s-hne-")]
    [InlineData("a.b/../c?x=1#y", "a-b-c-x-1-y-")]
    [InlineData("日本語", "session-")]
    [InlineData("", "session-")]
    [InlineData("a name that is much longer than thirty characters", "a-name-that-is-much-longer-tha-")]
    [InlineData("twenty-nine characters here ! and", "twenty-nine-characters-here-an-")]
    public void An_id_is_a_DNS_label_of_the_name_and_ten_random_characters(string name, string start)
    {
        var id = SessionIds.New(name);

        Assert.StartsWith(start, id, StringComparison.Ordinal);
        Assert.Equal(start.Length + 10, id.Length);
        Assert.Matches(DnsLabel(), id);
        Assert.True(SessionIds.IsWellFormed(id));
        Assert.NotEqual(id, SessionIds.New(name));
    }

    [Theory]
    [InlineData("")]
    [InlineData("-a")]
    [InlineData("a-")]
    [InlineData("A")]
    [InlineData("a.b")]
    [InlineData("a/b")]
    [InlineData("..")]
    [InlineData("a?b")]
    [InlineData("a@evil.example:80")]
    [InlineData("é")]
    [InlineData("a234567890123456789012345678901234567890123456789012345678901234")]
    public void What_is_no_DNS_label_is_no_id(string id) => Assert.False(SessionIds.IsWellFormed(id));

    [GeneratedRegex("^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$")]
    private static partial Regex DnsLabel();
}
