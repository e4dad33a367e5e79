using PulumiAutomation.Tests.Harness;

namespace PulumiAutomation.Tests.Stacks;

/// <summary>Each thing that goes wrong has its own type, and says what to do.</summary>
public sealed class ErrorTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_missing_CLI_is_told_by_its_name()
    {
        using var folder = new PulumiFolder();
        var error = await Assert.ThrowsAsync<PulumiCommandNotFoundException>(() => folder.Open("pulumi-that-is-not-there").CheckVersionAsync(Token));
        Assert.Equal("pulumi-that-is-not-there", error.Command);
        Assert.Contains("Install", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<PulumiCommandNotFoundException>(() => folder.Open(folder.WorkDir).CheckVersionAsync(Token));
    }

    [Fact]
    public async Task A_missing_folder_is_not_taken_for_a_missing_CLI()
    {
        using var folder = new PulumiFolder();
        var workspace = LocalWorkspace.Create(new LocalWorkspaceOptions { WorkDir = folder.Combine("nowhere") });
        await Assert.ThrowsAsync<WorkspaceException>(() => workspace.CheckVersionAsync(Token));
    }

    [Fact]
    public async Task An_old_CLI_is_refused_with_both_versions()
    {
        using var folder = new PulumiFolder();
        var error = await Assert.ThrowsAsync<PulumiVersionException>(() => folder.Open(folder.WriteCli("echo v3.10.1")).CheckVersionAsync(Token));
        Assert.Equal(("v3.10.1", LocalWorkspace.OldestVersion), (error.Found, error.Needed));
    }

    [Theory]
    [InlineData("another horse")]
    [InlineData(null)]
    public async Task A_wrong_or_missing_passphrase_has_a_type_of_its_own(string? passphrase)
    {
        using var folder = new PulumiFolder();
        await folder.Open().CreateStackAsync("locked", Token);
        var error = await Assert.ThrowsAsync<PassphraseException>(() => folder.Open(passphrase: passphrase).SelectStack("locked").UpAsync(null, Token));
        Assert.Contains("PULUMI_CONFIG_PASSPHRASE", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("horse", error.ToString(), StringComparison.Ordinal);
        Assert.False(error.CanRetry);
    }

    [Fact]
    public async Task A_passphrase_may_come_from_a_file()
    {
        using var folder = new PulumiFolder();
        await folder.Open().CreateStackAsync("file", Token);
        var file = folder.Combine("passphrase");
        await File.WriteAllTextAsync(file, PulumiFolder.Passphrase, Token);
        var stack = folder.Open(passphrase: null, variables: new Dictionary<string, string> { ["PULUMI_CONFIG_PASSPHRASE_FILE"] = file }).SelectStack("file");
        Assert.Equal("hello", (await stack.UpAsync(null, Token)).Outputs["said"].AsText);
    }

    [Fact]
    public async Task A_back_end_that_is_not_there_has_a_type_of_its_own()
    {
        using var folder = new PulumiFolder();
        var error = await Assert.ThrowsAsync<NotLoggedInException>(() => folder.Open(backend: $"file://{folder.Combine("nowhere")}").CreateStackAsync("x", Token));
        Assert.Contains("nowhere", error.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<NotLoggedInException>(() => folder.Open(backend: "https://127.0.0.1:9").CreateStackAsync("x", Token));
    }

    [Fact]
    public async Task Stacks_that_are_missing_or_there_already_are_told_apart()
    {
        using var folder = new PulumiFolder();
        var workspace = folder.Open();
        await Assert.ThrowsAsync<StackNotFoundException>(() => workspace.SelectStack("missing").UpAsync(null, Token));
        await Assert.ThrowsAsync<StackNotFoundException>(() => workspace.SelectStack("missing").DestroyAsync(null, Token));
        await workspace.CreateStackAsync("there", Token);
        await Assert.ThrowsAsync<StackAlreadyExistsException>(() => workspace.CreateStackAsync("there", Token));
    }

    [Fact]
    public async Task A_missing_plugin_is_told_by_its_name()
    {
        using var folder = new PulumiFolder("""
            name: plain
            runtime: yaml
            resources:
              pet:
                type: nosuchprovider:index:Thing
            """);
        var stack = await folder.Open().CreateStackAsync("plugin", Token);
        var error = await Assert.ThrowsAsync<ProviderMissingException>(() => stack.UpAsync(null, Token));
        Assert.Equal("pulumi-resource-nosuchprovider", error.Plugin);
    }

    [Fact]
    public async Task A_locked_stack_says_who_holds_it()
    {
        using var folder = new PulumiFolder();
        var stack = await folder.Open().CreateStackAsync("held", Token);
        folder.WriteLock("held", 4711, "elsewhere", new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero));
        var error = await Assert.ThrowsAsync<ConcurrentUpdateException>(() => stack.UpAsync(null, Token));
        Assert.Equal(new StackLock("someone", "elsewhere", 4711, new DateTimeOffset(2026, 1, 2, 3, 4, 5, TimeSpan.Zero)), Assert.Single(error.Locks));
        Assert.Contains("process 4711 of someone@elsewhere", error.Message, StringComparison.Ordinal);
        Assert.True(error.CanRetry);

        await stack.CancelAsync(Token);
        await stack.UpAsync(null, Token);
    }

    [Fact]
    public async Task Secrets_are_in_no_output_no_error_and_no_argument()
    {
        using var folder = new PulumiFolder("name: plain\nruntime: yaml\noutputs:\n  leak: the s3cret\"token is out\n  fail: ${s3cret}\n");
        var arguments = folder.Combine("arguments");
        var cli = folder.WriteCli($"echo \"$@\" >> '{arguments}'; env > '{folder.Combine("environment")}'; exec \"$PULUMI\" \"$@\"");
        Environment.SetEnvironmentVariable("PULUMI_TESTS_OWN_SECRET", "must stay here");
        Environment.SetEnvironmentVariable("PULUMI_TESTS_SHARED", "may be seen");
        var stack = await folder.Open(cli, secrets: ["s3cret\"token", "s3cret"], inherited: ["PULUMI_TESTS_SH*"]).CreateStackAsync("masked", Token);
        var seen = new List<string>();
        var error = await Assert.ThrowsAsync<ResourceFailedException>(() =>
            stack.UpAsync(new UpOptions { OnEvent = e => seen.Add(e.Json.ToString()), OnStandardError = seen.Add }, Token));

        Assert.DoesNotContain("s3cret", error.ToString() + string.Join('\n', seen), StringComparison.Ordinal);
        Assert.Contains("[secret]", error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(PulumiFolder.Passphrase, await File.ReadAllTextAsync(arguments, Token), StringComparison.Ordinal);
        var environment = await File.ReadAllTextAsync(folder.Combine("environment"), Token);
        Assert.DoesNotContain("must stay here", environment, StringComparison.Ordinal);
        Assert.Contains("may be seen", environment, StringComparison.Ordinal);
    }
}
