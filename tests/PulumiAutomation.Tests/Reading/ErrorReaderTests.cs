using PulumiAutomation.Commands;
using PulumiAutomation.Errors;
using PulumiAutomation.Events;

namespace PulumiAutomation.Tests.Reading;

/// <summary>What the CLI says, read; the texts are those of the real one.</summary>
public sealed class ErrorReaderTests
{
    [Theory]
    [InlineData("error: getting stack configuration: get stack secrets manager: incorrect passphrase", 1, typeof(PassphraseException))]
    [InlineData("error: PULUMI_ACCESS_TOKEN must be set for login during non-interactive CLI sessions", 3, typeof(NotLoggedInException))]
    [InlineData("error: unable to open state directory \"file:///x\": stat /x: no such file or directory", 1, typeof(NotLoggedInException))]
    [InlineData("error: no stack named 's4' found", 6, typeof(StackNotFoundException))]
    [InlineData("error: stack 'organization/gam-session/s1' already exists", 1, typeof(StackAlreadyExistsException))]
    [InlineData("error: [409] Conflict: Another update is currently in progress.", 1, typeof(ConcurrentUpdateException))]
    [InlineData("error: update canceled", 255, typeof(OperationInterruptedException))]
    [InlineData("error: the cluster says: update canceled by somebody", 255, typeof(CommandException))]
    [InlineData("error: something else", 255, typeof(CommandException))]
    [InlineData("", 1, typeof(CommandException))]
    public void A_message_gives_a_type(string said, int code, Type type) =>
        Assert.IsType(type, ErrorReader.Read("up", new CommandResult(code, "", said, 1), []));

    [Fact]
    public void All_holders_of_a_lock_are_read()
    {
        const string Said = """
            error: the stack is currently locked by 2 lock(s). Either wait for the other process(es) to end or delete the lock file with `pulumi cancel`.
              file:///b/.pulumi/locks/organization/p/s/1.json?no_tmp_dir=true: created by root@vm (pid 14898) at 2026-11-25T20:49:42Z
              s3://bucket/.pulumi/locks/organization/p/s/2.json: created by a user@DOMAIN@host-7 (pid 1) at 2026-11-25T21:49:42+01:00
            """;
        var error = Assert.IsType<ConcurrentUpdateException>(ErrorReader.Read("up", new CommandResult(1, "", Said, 1), []));
        var at = new DateTimeOffset(2026, 11, 25, 20, 49, 42, TimeSpan.Zero);
        Assert.Equal([new StackLock("root", "vm", 14898, at), new StackLock("a user@DOMAIN", "host-7", 1, at)], error.Locks);
    }

    [Fact]
    public void A_failed_resource_is_named_with_the_words_of_the_cluster()
    {
        var failure = ResourceFailure.From("urn:pulumi:s::p::kubernetes:core/v1:Service::svc", "forbidden: exceeded quota");
        var error = Assert.IsType<ResourceFailedException>(ErrorReader.Read("up", new CommandResult(1, "", "", 1), [failure]));
        Assert.Equal(("kubernetes:core/v1:Service", "svc"), (error.Failures[0].Type, error.Failures[0].Name));
        Assert.Contains("kubernetes:core/v1:Service 'svc': forbidden: exceeded quota", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("@ updating....")]
    [InlineData("{not json")]
    [InlineData("{\"other\":1}")]
    [InlineData("")]
    public void Lines_that_are_no_events_are_left_out(string line) => Assert.Null(EngineEventReader.Read(line));

    [Fact]
    public void An_unknown_event_is_kept_whole()
    {
        var read = EngineEventReader.Read("{\"sequence\":3,\"timestamp\":0,\"tomorrowsEvent\":{\"a\":1}}");
        Assert.Equal((EngineEventKind.Other, 3), (read!.Kind, read.Sequence));
        Assert.Equal(1, read.Json.GetProperty("tomorrowsEvent").GetProperty("a").GetInt32());
    }

    [Fact]
    public void A_mask_covers_a_secret_as_it_is_and_as_JSON_writes_it_and_leaves_short_ones()
    {
        var mask = new SecretMask(["a\"b\\c", "abc"]);
        Assert.Equal("[secret] and [secret] and abc", mask.Apply("a\"b\\c and a\\u0022b\\\\c and abc"));
    }
}
