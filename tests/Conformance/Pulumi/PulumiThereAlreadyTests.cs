using Conformance.Tests.Hosting;
using GamAgent.Protocol;
using GamSessions.Sessions;

namespace Conformance.Tests.Pulumi;

/// <summary>An object is there already when a stack goes up.</summary>
public sealed class PulumiThereAlreadyTests : PulumiTest
{
    [Fact]
    public async Task One_of_the_session_s_own_is_taken_over()
    {
        await using var plane = await StartAsync();
        MakeServiceFirst("session_id: $id");
        var session = await plane.CreateReadyAsync();
        var service = await Kubectl.RunAsync("get", "service", $"gam-service-{session.Id}", "-n", Engine.Namespace, "-o", "jsonpath={.spec.selector}");
        Assert.Contains(session.Id, service, StringComparison.Ordinal);
        Assert.DoesNotContain("somebody", service, StringComparison.Ordinal);
        await EndAsync(plane, session.Id);
        await NothingIsLeftAsync(session.Id);
    }

    [Fact]
    public async Task One_of_somebody_else_is_config_and_is_left_as_it_is()
    {
        await using var plane = await StartAsync();
        MakeServiceFirst("app: other");
        var session = await plane.CreateAsync();
        Assert.Equal((SessionStatus.Failed, EndReason.Config), (session.Status, session.Reason));
        Assert.Contains($"gam-service-{session.Id}", session.Message, StringComparison.Ordinal);
        await NothingIsLeftAsync(session.Id);
        Assert.Contains(
            "somebody", await Kubectl.RunAsync("get", "service", $"gam-service-{session.Id}", "-n", Engine.Namespace, "-o", "jsonpath={.spec.selector}"), StringComparison.Ordinal);
    }

    private void MakeServiceFirst(string label) => Engine.WrapCli(
        "if [ \"$1 $2\" = 'stack init' ]; then id=$(basename \"$PWD\")",
        $"kubectl apply -n {Engine.Namespace} --server-side --field-manager=somebody -f - >/dev/null <<EOF",
        "apiVersion: v1",
        "kind: Service",
        $"metadata: {{name: gam-service-$id, labels: {{{label}}}}}",
        "spec: {selector: {of: somebody}, ports: [{port: 8077, targetPort: 1}]}",
        "EOF",
        "fi");
}
