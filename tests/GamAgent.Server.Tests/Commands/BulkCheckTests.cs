using GamAgent.Protocol;
using GamAgent.Protocol.RunnerLink;
using TestKit;

namespace GamAgent.Server.Tests.Commands;

public sealed class BulkCheckTests
{
    [Fact]
    public async Task A_bulk_command_whose_file_has_an_open_quote_is_refused_with_the_line_and_the_next_in_the_queue_starts()
    {
        await using var agent = await TestAgent.Start();
        var runner = await agent.Runner();
        var (socket, _) = await agent.Enter();
        await socket.SendCommand("batch b.txt", "b");
        var request = await runner.Next<LinkRequest>();
        Assert.Equal(("read-text", "b.txt"), (request.Name, request.Argument));
        await socket.SendCommand("info domain", "busy");
        Assert.Equal(ErrorCode.Busy, (await socket.WaitFor(EventNames.Error)).Read<ErrorData>().Code);
        await socket.SendFrame("exec", new { command = "info domain", id = "next", queue = true });
        await socket.WaitFor(EventNames.Queued);
        await runner.Reply(request, "gam info domain\ngam create user x password sEcret'1\n");
        var error = (await socket.WaitFor(EventNames.Error)).Read<ErrorData>();
        Assert.Equal((ErrorCode.BadCommand, "b"), (error.Code, error.Id));
        Assert.StartsWith("b.txt:2: ", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("sEcret", error.Message, StringComparison.Ordinal);
        Assert.Equal("next", (await runner.Start()).Id);
    }

    [Theory]
    [InlineData("gam info domain\n", null)]
    [InlineData(null, "there is no such file")]
    public async Task A_file_that_is_fine_or_that_cannot_be_read_is_left_to_GAM(string? text, string? error)
    {
        await using var agent = await TestAgent.Start();
        var runner = await agent.Runner();
        var (socket, _) = await agent.Enter();
        await socket.SendCommand("csv rows.csv gam info user ~mail", "c");
        await runner.Reply(await runner.Next<LinkRequest>(), text, error);
        Assert.Equal("c", (await runner.Start()).Id);
    }

    [Fact]
    public async Task A_check_is_cancelled_like_a_queued_command_and_asked_again_of_a_runner_that_comes_back()
    {
        await using var agent = await TestAgent.Start();
        var runner = await agent.Runner();
        var (socket, _) = await agent.Enter();
        await socket.SendCommand("batch b.txt", "b");
        var late = await runner.Next<LinkRequest>();
        await socket.SendFrame("cancel", new { id = "b" });
        Assert.Equal("b", (await socket.WaitFor(EventNames.Refused)).Data.Text("id"));
        await socket.SendCommand("batch c.txt", "c");
        await runner.Next<LinkRequest>();
        await runner.Reply(late, "o'brien");
        await runner.DisposeAsync();
        var again = await agent.Runner();
        var request = await again.Next<LinkRequest>();
        Assert.Equal("c.txt", request.Argument);
        await again.Reply(request, "fine");
        Assert.Equal("c", (await again.Start()).Id);
    }

    [Fact]
    public async Task Commands_behind_one_that_found_the_credentials_expired_are_not_started()
    {
        await using var agent = await TestAgent.Start();
        var runner = await agent.Runner();
        var (socket, _) = await agent.Enter();
        await socket.SendCommand("print users", "a");
        var start = await runner.Start();
        await socket.SendFrame("exec", new { command = "info domain", id = "b", queue = true });
        await socket.WaitFor(EventNames.Queued);
        var said = Recording.Load("invalid-grant-revoked").Bytes(OutputStream.Stderr);
        await runner.Print(start.Command, 0, said, OutputStream.Stderr);
        await runner.Exit(start.Command, code: 16, stderrBytes: said.Length);
        var refused = (await socket.WaitFor(EventNames.Refused)).Read<RefusedData>();
        Assert.Equal(("b", ErrorCode.Cancelled), (refused.Id, refused.Code));
        await socket.WaitFor(EventNames.State, e => e.Data.GetRawText().Contains("credentials-expired", StringComparison.Ordinal));
    }
}
