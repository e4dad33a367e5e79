using System.Text.RegularExpressions;
using Conformance.Tests.Hosting;
using GamAgent.Protocol;
using GamSessions.Sessions;

namespace Conformance.Tests.Pulumi;

/// <summary>Rules that nobody serves, and rules that are none.</summary>
public sealed partial class PulumiRuleTests : PulumiTest
{
    [Fact]
    public async Task An_ingress_that_nobody_gives_an_address_does_not_hold_up_its_stack()
    {
        await using var plane = await StartAsync(new Dictionary<string, string?> { ["Kubernetes:IngressClass"] = "nobody" });
        var session = await plane.Sessions.CreateAsync(new NewSession("local", "Nobody", null, new SessionConfig(), null), CancellationToken.None);

        // The tag comes after the whole stack is up. The session is not ready for all that, since no client would reach it.
        await Eventually.True("the stack is up", () => Engine.Launches.Any(line => line.StartsWith("stack tag set", StringComparison.Ordinal)), TimeSpan.FromMinutes(5));
        Assert.Equal("", await Kubectl.RunAsync("get", "ingress", $"gam-ingress-{session.Id}", "-n", Engine.Namespace, "-o", "jsonpath={.status.loadBalancer.ingress}"));
        Assert.Equal(SessionStatus.Starting, (await plane.FindAsync(session.Id)).Status);
        await EndAsync(plane, session.Id);
        await NothingIsLeftAsync(session.Id);
    }

    [Theory]
    [InlineData("[]", "rules")]
    [InlineData("[{http: {paths: []}}]", "paths")]
    public async Task An_empty_rule_is_config_in_the_words_of_the_cluster(string rules, string named)
    {
        await using var plane = await StartAsync();
        Engine.HoldAt("up");
        var session = await plane.Sessions.CreateAsync(new NewSession("local", "Empty", null, new SessionConfig(), null), CancellationToken.None);
        await Engine.HeldAsync(session.Id);
        var program = Path.Combine(Engine.ProgramFolder(session.Id), "Pulumi.yaml");
        var text = await File.ReadAllTextAsync(program, Token);
        var changed = Rules().Replace(text, $"rules: {rules}\n");
        Assert.NotEqual(text, changed);
        await File.WriteAllTextAsync(program, changed, Token);
        Engine.LetGo(session.Id);

        await plane.Sessions.WaitWhileStartingAsync(session.Id, TimeSpan.FromMinutes(3), Token);
        await Eventually.True("the session is over", async () => !(await plane.FindAsync(session.Id)).IsLive, TimeSpan.FromMinutes(2));
        var failed = await plane.FindAsync(session.Id);
        Assert.Equal((SessionStatus.Failed, EndReason.Config), (failed.Status, failed.Reason));
        Assert.Contains($"gam-ingress-{session.Id}", failed.Message, StringComparison.Ordinal);
        Assert.Contains(named, failed.Message, StringComparison.Ordinal);
        await NothingIsLeftAsync(session.Id);
    }

    // What stands below "rules" is indented at least as far as it.
    [GeneratedRegex(@"(?<=\n(?<in> +))rules:\n(\k<in>[ -][^\n]*\n)+")]
    private static partial Regex Rules();
}
