using System.Globalization;
using System.Text.Json;
using Cluster.Tests.Hosting;
using GamAgent.Protocol;

namespace Cluster.Tests.Network;

/// <summary>Who reaches a session's pod and what it reaches, each with a control that does.</summary>
public sealed class NetworkPolicyTests
{
    [Fact]
    public async Task Only_the_controller_and_the_control_plane_reach_an_agent_and_nobody_without_a_token()
    {
        await using var host = await ClusterHost.Start("network");
        var space = host.Space.Name;
        var id = await host.CreateReady("First");
        var other = await host.CreateReady("Second");
        await MakePod(space, "stranger", "{}");
        await MakePod(space, "plane", "{app.kubernetes.io/name: gam-sessions, app.kubernetes.io/component: control-plane}");
        await Kubectl.Run("wait", "pod", "stranger", "plane", "-n", space, "--for=condition=Ready", "--timeout=300s");
        var agent = await Address(space, $"session_id={id}");

        // A pod with the control plane's labels gets there, and gets nowhere without a token; clients come by the controller.
        await Eventually.True("a pod of the control plane reaches the agent", () => Reaches(space, "plane", null, agent, 8077), TestCluster.Patience);
        Assert.StartsWith("HTTP/1.1 401", await Knock(space, "plane", agent, id), StringComparison.Ordinal);
        await using var socket = await host.Open(id);
        Assert.Equal(0, (await socket.Run("gam info domain"))[^1].Read<ExitData>().ExitCode);

        Assert.False(await Reaches(space, "stranger", null, agent, 8077), "A stranger's pod reaches the agent.");
        Assert.False(await Reaches(space, await PodOf(space, other), "gam", agent, 8077), "Another session's pod reaches the agent.");
    }

    [Fact]
    public async Task From_gam_names_resolve_and_nothing_inside_is_reached()
    {
        await using var host = await ClusterHost.Start("egress");
        var space = host.Space.Name;
        var id = await host.CreateReady();
        await MakePod(space, "stranger", "{}");
        await MakePod(space, "jailed", "{jailed: 'yes'}");

        // It serves on the one port that GAM may use, to whoever comes.
        await MakePod(space, "open", "{}", TestCluster.GamMuslImage, """[/bin/busybox, httpd, -f, -p, "443", -h, /]""", "sysctls: [{name: net.ipv4.ip_unprivileged_port_start, value: '0'}], ");
        await Kubectl.Apply($$"""
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {namespace: {{space}}, name: jail}
            spec: {podSelector: {matchLabels: {jailed: 'yes'} }, policyTypes: [Egress]}
            """);
        await Kubectl.Run("wait", "pod", "stranger", "jailed", "open", "-n", space, "--for=condition=Ready", "--timeout=300s");
        var gam = await PodOf(space, id);
        var open = await Kubectl.Run("get", "pod", "open", "-n", space, "-o", "jsonpath={.status.podIP}");
        await Eventually.True("a pod without a policy reaches another one", () => Reaches(space, "stranger", null, open, 443), TestCluster.Patience);
        Assert.False(await Reaches(space, gam, "gam", open, 443), "gam reaches another pod.");

        var server = await Kubectl.Run("get", "service", "kubernetes", "-n", "default", "-o", "jsonpath={.spec.clusterIP}");
        Assert.Contains(server, await Kubectl.Run("exec", "-n", space, gam, "-c", "gam", "--", "getent", "hosts", "kubernetes.default.svc.cluster.local"), StringComparison.Ordinal);
        Assert.True(await Reaches(space, "stranger", null, server, 443), "Nobody reaches the API server, so that the test says nothing.");
        if (!await Reaches(space, "jailed", null, server, 443))
        {
            // Where a pod that may go nowhere at all reaches it (it is an address of the pod's own node), packets prove nothing.
            Assert.False(await Reaches(space, gam, "gam", server, 443), "gam reaches the API server.");
        }

        Assert.False(await Reaches(space, gam, "gam", "169.254.169.254", 80), "gam reaches the metadata address.");
        await RulesKeepItIn(space, id, server);
    }

    // The policy's own words about what no packet of this cluster may be able to show.
    private static async Task RulesKeepItIn(string space, string id, string server)
    {
        var rules = new EgressRules(await Kubectl.Get("networkpolicy", $"gam-policy-{id}", "-n", space));
        Assert.True(rules.Allows("8.8.8.8", 443));
        Assert.True(rules.Allows("2001:4860:4860::8888", 443));
        Assert.True(rules.Allows(server, 53, "UDP"));
        Assert.False(rules.Allows("8.8.8.8", 80));

        Assert.False(rules.Allows(server, 443), "The policy lets gam reach the API server's Service.");
        var slices = await Kubectl.Get("endpointslices", "-n", "default", "-l", "kubernetes.io/service-name=kubernetes");
        List<(string Address, int Port)> endpoints =
        [
            .. from slice in slices.At("items").EnumerateArray()
               from endpoint in slice.At("endpoints").EnumerateArray()
               from address in endpoint.At("addresses").EnumerateArray()
               from port in slice.At("ports").EnumerateArray()
               select (address.GetString()!, port.At("port").GetInt32()),
        ];
        Assert.NotEmpty(endpoints);
        foreach (var (address, port) in endpoints)
        {
            Assert.False(rules.Allows(address, port), $"The policy lets gam reach the API server at {address}:{port}.");
            Assert.False(rules.Allows(address, 443), $"The policy lets gam reach port 443 of the API server's address {address}.");
        }

        foreach (var address in (string[])["10.0.0.1", "100.64.0.1", "127.0.0.1", "169.254.169.254", "172.31.255.254", "192.168.1.1", "fd00:ec2::254", "fe80::1", "::1"])
        {
            Assert.DoesNotContain((int[])[80, 443, 6443, 8077, 10250], port => rules.Allows(address, port));
        }
    }

    private static async Task<bool> Reaches(string space, string pod, string? container, string address, int port)
    {
        string[] where = container is null ? [] : ["-c", container];
        var answer = await Kubectl.Run(
            ["exec", "-n", space, pod, .. where, "--", "bash", "-c", string.Create(CultureInfo.InvariantCulture, $"if timeout 4 bash -c 'exec 3<>/dev/tcp/{address}/{port}' 2>/dev/null; then echo yes; else echo no; fi")]);
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

    private static Task MakePod(string space, string name, string labels, string? image = null, string command = "[sleep, '3600']", string security = "") => Kubectl.Apply($$$"""
        apiVersion: v1
        kind: Pod
        metadata:
          namespace: {{{space}}}
          name: {{{name}}}
          labels: {{{labels}}}
        spec:
          automountServiceAccountToken: false
          terminationGracePeriodSeconds: 0
          securityContext: { {{{security}}}runAsNonRoot: true, runAsUser: 12345, seccompProfile: {type: RuntimeDefault}}
          containers:
            - name: main
              image: {{{image ?? TestCluster.GamImage}}}
              imagePullPolicy: IfNotPresent
              command: {{{command}}}
              securityContext: {allowPrivilegeEscalation: false, capabilities: {drop: [ALL]}}
        """);
}
