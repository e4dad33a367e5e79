using Cluster.Tests.Hosting;
using GamAgent.Protocol;

namespace Cluster.Tests.Network;

/// <summary>Who reaches a session's pod and what it reaches, with positive controls.</summary>
public sealed class NetworkPolicyTests
{
    [Fact]
    public async Task Only_the_controller_and_the_control_plane_reach_an_agent_and_gam_reaches_nothing_inside()
    {
        await using var host = await ClusterHost.Start("network");
        var space = host.Space.Name;
        var id = (await host.Create("First")).Body.Text("session.id");
        var other = (await host.Create("Second")).Body.Text("session.id");
        await MakePod(space, "stranger", "{}");
        await MakePod(space, "plane", "{app.kubernetes.io/name: gam-sessions, app.kubernetes.io/component: control-plane}");
        await MakePod(space, "jailed", "{jailed: 'yes'}");
        await Kubectl.Apply($$"""
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {namespace: {{space}}, name: jail}
            spec:
              podSelector: {matchLabels: {jailed: 'yes'} }
              policyTypes: [Egress]
            """);
        await Kubectl.Run("wait", "pod", "stranger", "plane", "jailed", "-n", space, "--for=condition=Ready", "--timeout=120s");
        var agent = await Address(space, $"session_id={id}");
        var (gam, otherGam) = (await PodOf(space, id), await PodOf(space, other));

        // Controls: a pod with the control plane's labels gets there, and gets nowhere without a token; clients come by the controller.
        await Eventually.True("a pod of the control plane reaches the agent", () => Reaches(space, "plane", null, agent, 8077));
        Assert.StartsWith("HTTP/1.1 401", await Knock(space, "plane", agent, id), StringComparison.Ordinal);
        await using var socket = await host.Open(id);
        Assert.Equal(0, (await socket.Run("gam info domain"))[^1].Read<ExitData>().ExitCode);
        Assert.False(await Reaches(space, "stranger", null, agent, 8077), "A stranger's pod reaches the agent.");
        Assert.False(await Reaches(space, otherGam, "gam", agent, 8077), "Another session's pod reaches the agent.");

        // Controls: a pod without a policy reaches the API server; gam resolves names.
        var server = await Kubectl.Run("get", "service", "kubernetes", "-n", "default", "-o", "jsonpath={.spec.clusterIP}");
        Assert.True(await Reaches(space, "stranger", null, server, 443), "Nobody reaches the API server, so the test says nothing.");
        Assert.Contains(server, await Kubectl.Run("exec", "-n", space, gam, "-c", "gam", "--", "getent", "hosts", "kubernetes.default.svc.cluster.local"), StringComparison.Ordinal);
        if (!await Reaches(space, "jailed", null, server, 443))
        {
            // Where not even a pod that may go nowhere is kept from it, policies don't hold towards nodes' own addresses.
            Assert.False(await Reaches(space, gam, "gam", server, 443), "gam reaches the API server.");
        }

        Assert.False(await Reaches(space, gam, "gam", "169.254.169.254", 80), "gam reaches the metadata address.");
        Assert.False(await Reaches(space, gam, "gam", await Address(space, $"session_id={other}"), 8077), "gam reaches another pod.");
    }

    private static async Task<bool> Reaches(string space, string pod, string? container, string address, int port)
    {
        string[] where = container is null ? [] : ["-c", container];
        var answer = await Kubectl.Run(
            ["exec", "-n", space, pod, .. where, "--", "bash", "-c", $"if timeout 4 bash -c 'exec 3<>/dev/tcp/{address}/{port}' 2>/dev/null; then echo yes; else echo no; fi"]);
        return answer.Trim() == "yes";
    }

    private static Task<string> Knock(string space, string pod, string address, string id) => Kubectl.Run(
        "exec",
        "-n",
        space,
        pod,
        "--",
        "bash",
        "-c",
        $"exec 3<>/dev/tcp/{address}/8077; printf 'GET /ws/session/{id}/ HTTP/1.1\\r\\nHost: x\\r\\nConnection: Upgrade\\r\\nUpgrade: websocket\\r\\nSec-WebSocket-Version: 13\\r\\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\\r\\n\\r\\n' >&3; head -n 1 <&3");

    private static Task<string> PodOf(string space, string id) => Kubectl.Run("get", "pods", "-n", space, "-l", $"session_id={id}", "-o", "jsonpath={.items[0].metadata.name}");

    private static Task<string> Address(string space, string selector) => Kubectl.Run("get", "pods", "-n", space, "-l", selector, "-o", "jsonpath={.items[0].status.podIP}");

    private static Task MakePod(string space, string name, string labels) => Kubectl.Apply($$$"""
        apiVersion: v1
        kind: Pod
        metadata:
          namespace: {{{space}}}
          name: {{{name}}}
          labels: {{{labels}}}
        spec:
          automountServiceAccountToken: false
          terminationGracePeriodSeconds: 0
          securityContext: {runAsNonRoot: true, runAsUser: 12345, seccompProfile: {type: RuntimeDefault}}
          containers:
            - name: main
              image: {{{TestCluster.GamImage}}}
              imagePullPolicy: IfNotPresent
              command: [sleep, "3600"]
              securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
        """);
}
