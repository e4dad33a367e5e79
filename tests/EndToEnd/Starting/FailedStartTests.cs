using System.Globalization;
using System.Net;
using System.Net.Sockets;
using EndToEnd.Tests.Hosting;

namespace EndToEnd.Tests.Starting;

/// <summary>A host that can't start says what is wrong and how to cure it, in a line or two, and ends with a code other than 0.</summary>
public sealed class FailedStartTests
{
    [Fact]
    public async Task A_data_folder_that_cannot_be_written_is_named_with_its_cure()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("a-file", "");
        await using var host = HostProgram.Launch(Path.Combine(file, "data"));
        await Fails(host, Path.Combine(file, "data"), "DataFolder");
    }

    [Fact]
    public async Task A_port_that_is_taken_is_named_with_its_cure()
    {
        using var folder = new TemporaryFolder();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);
        await using var host = HostProgram.Launch(folder.Path, arguments: ["--urls", $"http://127.0.0.1:{port}"]);
        await Fails(host, port, "--urls");
    }

    [Fact]
    public async Task A_store_of_a_newer_version_is_left_alone()
    {
        using var folder = new TemporaryFolder();
        await using (var first = await HostProgram.Start(folder.Path))
        {
            Assert.Equal(0, await first.Interrupt());
        }

        var store = folder.Combine("gam-sessions.db");
        await using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={store};Pooling=False"))
        {
            await connection.OpenAsync(TestContext.Current.CancellationToken);
            await using var command = connection.CreateCommand();
            command.CommandText = "INSERT INTO __EFMigrationsHistory (MigrationId, ProductVersion) VALUES ('99991231235959_FromTheFuture', '99.0.0')";
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }

        await using var host = HostProgram.Launch(folder.Path);
        await Fails(host, store, "newer");
    }

    [Theory]
    [InlineData("http://0.0.0.0:0")]
    [InlineData("http://*:0")]
    [InlineData("http://[::]:0")]
    public async Task An_address_beyond_the_loopback_needs_another_access_mode(string url)
    {
        using var folder = new TemporaryFolder();
        await using var host = HostProgram.Launch(folder.Path, arguments: ["--urls", url]);
        await Fails(host, "apikey", "Access");
    }

    [Fact]
    public async Task All_faults_of_the_settings_are_told_together()
    {
        using var folder = new TemporaryFolder();
        await using var host = HostProgram.Launch(folder.Path, new Dictionary<string, string?>
        {
            ["GamSessions__Engine"] = "docker",
            ["GamSessions__Limits__MaxFrameBytes"] = "many",
            ["GamSessions__Limits__MaxSessions"] = "-1",
            ["GamSessions__Limts__MaxSessions"] = "1",
        });
        await Fails(host, "Engine", "MaxFrameBytes", "MaxSessions", "Limts");
    }

    [Theory]
    [InlineData("start")]
    [InlineData("--urls")]
    [InlineData("--urls", "http://127.0.0.1:0", "now")]
    public async Task A_word_that_means_nothing_is_named_and_nothing_is_started(params string[] words)
    {
        using var folder = new TemporaryFolder();
        await using var host = HostProgram.Launch(folder.Path, arguments: words);
        await Fails(host, $"'{words[^1]}'", "--help");
    }

    [Fact]
    public async Task Help_is_printed_and_nothing_is_started()
    {
        using var folder = new TemporaryFolder();
        await using var host = HostProgram.Launch(folder.Path, arguments: ["--help"]);
        Assert.Equal(0, await host.WaitForEverything());
        Assert.Contains("keys add NAME", host.Output.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(300)]
    [InlineData(1000)]
    public async Task A_host_that_is_told_to_end_while_it_starts_ends_without_a_stack_trace(int milliseconds)
    {
        using var folder = new TemporaryFolder();
        await using var host = HostProgram.Launch(folder.Path);

        // Any moment will do, the ones in the middle of the start are what this is about.
        await Task.WhenAny(host.Output.Ended, Task.Delay(TimeSpan.FromMilliseconds(milliseconds), TimeProvider.System, TestContext.Current.CancellationToken));
        host.Signal(Signals.Terminate);
        await host.WaitForEverything();
        Assert.DoesNotContain("Unhandled exception", host.Errors.Text, StringComparison.Ordinal);
    }

    private static async Task Fails(StartedProgram host, params string[] named)
    {
        Assert.NotEqual(0, await host.WaitForEverything(TimeSpan.FromMinutes(2)));
        var text = host.Output.Text + host.Errors.Text;
        Assert.All(named, word => Assert.Contains(word, text, StringComparison.Ordinal));
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled exception", text, StringComparison.Ordinal);
    }
}
