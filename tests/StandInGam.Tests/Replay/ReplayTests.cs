using GamAgent.Protocol;
using TestKit;

namespace StandInGam.Tests.Replay;

public sealed class ReplayTests
{
    public static TheoryData<string> All => [.. Recording.Names];

    [Theory]
    [MemberData(nameof(All))]
    public async Task A_replay_is_the_recording_byte_for_byte_with_its_end(string name)
    {
        var recording = Recording.Load(name);
        using var gam = new Gam();
        await using var program = gam.OnPipes("replay", name, "0");
        program.CloseInput();
        var code = await program.WaitForEverything();
        Assert.Equal(recording.ExitCode ?? 128 + recording.Signal, code);
        Assert.Equal(recording.Bytes(OutputStream.Stdout), program.Output.Bytes);
        Assert.Equal(recording.Bytes(OutputStream.Stderr), program.Errors.Bytes);
    }

    [Fact]
    public async Task What_came_after_the_end_of_the_main_process_comes_from_one_that_it_left_behind()
    {
        using var gam = new Gam();
        await using var program = gam.OnPipes("replay", "sigterm-csv-main", "4");
        Assert.Equal(128 + Signals.Terminate, await program.WaitForExit());
        Assert.False(program.Output.Ended.IsCompleted);
        await program.WaitForEverything();
        Assert.EndsWith("User: alan.yilmaz0093@example.com, Updated\n", program.Output.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_name_is_a_usage_error()
    {
        using var gam = new Gam();
        Assert.Equal(2, (await gam.Run("replay", "../gam-streams/version")).Code);
    }
}
