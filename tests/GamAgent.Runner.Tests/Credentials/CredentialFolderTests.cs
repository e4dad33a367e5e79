using GamAgent.Protocol.Settings;
using GamAgent.Runner.Tests.Running;

namespace GamAgent.Runner.Tests.Credentials;

public sealed class CredentialFolderTests
{
    private const UnixFileMode PrivateFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    [Fact]
    public async Task The_session_has_a_private_copy_with_our_keys_merged()
    {
        using var source = new TemporaryFolder();
        source.Write("oauth2.txt", "token");
        source.Write("client_secrets.json", "{}");
        source.Write("gam.cfg", "[DEFAULT]\nconfig_dir = /home/admin/.gam\ncustomer_id = C1\n");
        source.Write(".hidden", "x");

        await using var runner = await RunnerFixture.Start(
            ProgramForm.Jit, variables: new Dictionary<string, string?> { [RunnerVariables.ConfigSource] = source.Path });

        var names = Directory.GetFiles(runner.ConfigFolder).Select(path => Path.GetFileName(path)).Order();
        Assert.Equal(["client_secrets.json", "gam.cfg", "oauth2.txt"], names);
        Assert.All(Directory.GetFiles(runner.ConfigFolder), file => Assert.Equal(PrivateFile, File.GetUnixFileMode(file)));
        Assert.Equal(PrivateFile | UnixFileMode.UserExecute, File.GetUnixFileMode(runner.ConfigFolder));
        var text = await File.ReadAllTextAsync(Path.Combine(runner.ConfigFolder, "gam.cfg"), TestContext.Current.CancellationToken);
        var cfg = ConfigParser.Parse(text)["DEFAULT"];
        Assert.Equal(runner.ConfigFolder, cfg["config_dir"]);
        Assert.Equal(runner.WorkFolder, cfg["drive_dir"]);
        Assert.Equal("C1", cfg["customer_id"]);
        Assert.Equal("300", cfg["process_wait_limit"]);
        Assert.Contains("/home/admin/.gam", await File.ReadAllTextAsync(source.Combine("gam.cfg"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_source_there_is_a_complete_configuration()
    {
        await using var runner = await RunnerFixture.Start(
            ProgramForm.Jit, variables: new Dictionary<string, string?> { [RunnerVariables.MemoryLimit] = "1073741824" });

        var text = await File.ReadAllTextAsync(Path.Combine(runner.ConfigFolder, "gam.cfg"), TestContext.Current.CancellationToken);
        var cfg = ConfigParser.Parse(text)["DEFAULT"];

        Assert.Equal("3", cfg["num_threads"]);
        Assert.Equal("", cfg["cmdlog"]);
        Assert.Equal("true", cfg["show_commands"]);
    }

    [Fact]
    public async Task A_token_that_is_new_by_its_time_alone_does_not_replace_the_refreshed_one()
    {
        using var source = new TemporaryFolder();
        var token = source.Write("oauth2.txt", "old");
        source.Write("gam.cfg", "[DEFAULT]\n");
        await using var runner = await RunnerFixture.Start(
            ProgramForm.Jit, variables: new Dictionary<string, string?> { [RunnerVariables.ConfigSource] = source.Path });
        var copy = Path.Combine(runner.ConfigFolder, "oauth2.txt");

        await runner.Agent.Run("-c", "echo refreshed > $GAMCFGDIR/oauth2.txt");

        // As the mount of a Secret is, whatever of it has changed.
        var later = File.GetLastWriteTimeUtc(copy).AddHours(1);
        source.Write("gam.cfg", "[DEFAULT]\ncustomer_id = C2\n");
        File.SetLastWriteTimeUtc(token, later);
        await runner.Agent.Run("-c", "true");
        Assert.Equal("refreshed\n", await File.ReadAllTextAsync(copy, TestContext.Current.CancellationToken));

        source.Write("oauth2.txt", "put anew");
        File.SetLastWriteTimeUtc(token, later.AddHours(1));
        await runner.Agent.Run("-c", "true");
        Assert.Equal("put anew", await File.ReadAllTextAsync(copy, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_newer_token_stays_and_a_changed_source_is_copied_before_the_next_command()
    {
        using var source = new TemporaryFolder();
        var token = source.Write("oauth2.txt", "old");
        var secrets = source.Write("client_secrets.json", "1");
        File.SetLastWriteTimeUtc(token, new DateTime(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        await using var runner = await RunnerFixture.Start(
            ProgramForm.Jit, variables: new Dictionary<string, string?> { [RunnerVariables.ConfigSource] = source.Path });

        await runner.Agent.Run("-c", "echo refreshed > $GAMCFGDIR/oauth2.txt");
        await File.WriteAllTextAsync(secrets, "22", TestContext.Current.CancellationToken);
        var command = await runner.Agent.Run("-c", "cat $GAMCFGDIR/oauth2.txt $GAMCFGDIR/client_secrets.json");
        Assert.Equal("refreshed\n22", command.Stdout);

        await File.WriteAllTextAsync(token, "new from outside", TestContext.Current.CancellationToken);
        File.SetLastWriteTimeUtc(token, new DateTime(2100, 1, 1, 0, 0, 0, DateTimeKind.Utc));
        Assert.Equal("new from outside", (await runner.Agent.Run("-c", "cat $GAMCFGDIR/oauth2.txt")).Stdout);
    }
}
