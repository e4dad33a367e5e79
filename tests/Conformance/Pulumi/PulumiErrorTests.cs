using Conformance.Tests.Engines;
using GamAgent.Protocol;
using GamSessions.Sessions;

namespace Conformance.Tests.Pulumi;

/// <summary>What goes wrong with CLI, back end and cluster ends a create with its reason and words, soon, and leaves nothing.</summary>
public sealed class PulumiErrorTests : PulumiTest
{
    private static readonly TimeSpan Soon = TimeSpan.FromMinutes(3);

    [Fact]
    public Task A_kubeconfig_that_is_not_there_is_config() =>
        FailsAsync(EndReason.Config, "kubeconfig", "KUBECONFIG=/nowhere/kubeconfig; export KUBECONFIG");

    [Fact]
    public Task A_cluster_that_does_not_answer_is_a_timeout()
    {
        var config = Engine.Write("unreachable", """
            {"apiVersion":"v1","kind":"Config","current-context":"x","contexts":[{"name":"x","context":{"cluster":"x","user":"x"}}],
             "clusters":[{"name":"x","cluster":{"server":"https://127.0.0.1:9"}}],"users":[{"name":"x","user":{"token":"x"}}]}
            """);
        return FailsAsync(EndReason.Timeout, "unreachable", $"KUBECONFIG='{config}'; export KUBECONFIG");
    }

    [Fact]
    public async Task An_account_without_rights_is_config()
    {
        var kubeconfig = await File.ReadAllTextAsync(ClusterAccount.Administrator!, Token);
        var config = k8s.KubernetesYaml.Deserialize<k8s.KubeConfigModels.K8SConfiguration>(kubeconfig);
        foreach (var user in config.Users)
        {
            user.UserCredentials.Impersonate = "nobody";
        }

        var file = Engine.Write("no-rights", k8s.KubernetesYaml.Serialize(config));
        await FailsAsync(EndReason.Config, "cannot", $"KUBECONFIG='{file}'; export KUBECONFIG");
    }

    [Fact]
    public Task A_wrong_passphrase_is_config() =>
        FailsAsync(EndReason.Config, "PULUMI_CONFIG_PASSPHRASE", "case \"$1\" in up) PULUMI_CONFIG_PASSPHRASE=another; export PULUMI_CONFIG_PASSPHRASE;; esac");

    [Fact]
    public async Task A_missing_provider_is_config_and_named()
    {
        var programs = Path.GetDirectoryName(Engine.Write("few/none", string.Empty))!;
        foreach (var program in (string[])["pulumi", "pulumi-language-yaml"])
        {
            File.CreateSymbolicLink(Path.Combine(programs, program), Environment.GetEnvironmentVariable("PATH")!.Split(':').Select(f => Path.Combine(f, program)).First(File.Exists));
        }

        await FailsAsync(EndReason.Config, "pulumi-resource-kubernetes", $"PATH='{programs}:/usr/bin:/bin'; export PATH; PULUMI_HOME='{programs}/home'; export PULUMI_HOME");
    }

    [Fact]
    public Task A_CLI_that_is_killed_again_and_again_is_told() => FailsAsync(EndReason.Internal, "signal 9", "case \"$1\" in up) kill -9 $$;; esac");

    [Fact]
    public async Task A_full_quota_is_quota()
    {
        await using var plane = await StartAsync();
        await Engine.ApplyQuotaAsync("count/services", "0");
        var session = await plane.CreateAsync();
        Assert.Equal((SessionStatus.Failed, EndReason.Quota), (session.Status, session.Reason));
        Assert.Contains("exceeded quota", session.Message, StringComparison.Ordinal);
        await NothingIsLeftAsync(session.Id);
    }

    [Fact]
    public async Task A_stack_that_a_live_process_holds_is_a_timeout_that_names_it()
    {
        await using var plane = await StartAsync(new Dictionary<string, string?> { ["Pulumi:LockWait"] = "00:00:02" });
        Engine.WrapCli($"case \"$1\" in up) {Engine.LockCommand("$PWD", "$PPID", "$(hostname)", "$(date -u +%Y-%m-%dT%H:%M:%SZ)")};; esac");
        var session = await plane.CreateAsync();
        Assert.True(session.Status is SessionStatus.Failed, $"{session.Status} {session.Message}");
        Assert.Equal(EndReason.Timeout, session.Reason);
        Assert.Contains($"process {Environment.ProcessId} of", session.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("1", "elsewhere")]
    [InlineData("$PPID", "$(hostname)")]
    [InlineData("99999999", "$(hostname)")]
    public async Task A_stale_lock_is_cleared_by_host_and_process(string pid, string host)
    {
        await using var plane = await StartAsync();
        // Taken once, long ago: of another host, of a process that began later, of one that is gone.
        Engine.WrapCli($"case \"$1\" in up) [ -e locked ] || {{ {Engine.LockCommand("$PWD", pid, host, "2026-01-01T00:00:00Z")}; touch locked; }};; esac");
        var session = await plane.CreateReadyAsync();
        Assert.Empty(Engine.Locks);
        await EndAsync(plane, session.Id);
        await NothingIsLeftAsync(session.Id);
    }

    private async Task FailsAsync(EndReason reason, string words, string script)
    {
        await using var plane = await StartAsync();
        Engine.WrapCli(script);
        var session = await plane.CreateAsync();
        Assert.True(session.Status is SessionStatus.Failed, $"{session.Status} {session.Message}");
        Assert.True(session.Reason == reason, $"{session.Reason}: {session.Message}");
        Assert.Contains(words, session.Message, StringComparison.OrdinalIgnoreCase);
        Assert.True(session.EndedAt - session.CreatedAt < Soon, $"It took {session.EndedAt - session.CreatedAt}.");
        await NothingIsLeftAsync(session.Id);
    }
}
