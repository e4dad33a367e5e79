using System.Net;
using TestKit;

namespace Bench.Cluster;

/// <summary>What there is to beat: a pod of the agent's image with a Service and an Ingress, applied at once, and nothing that waits or looks after it.</summary>
internal static class BarePod
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    /// <summary>From the apply until the route answers.</summary>
    public static async Task MeasureAsync(string space, string name, HttpClient http)
    {
        using var tokens = new TestTokens();
        await ClusterPlane.KubectlAsync(Manifest(space, name, tokens.Jwks), "apply", "-f", "-");
        while (true)
        {
            using var answer = await http.GetAsync(new Uri(ClusterPlane.Ingress, $"/{space}/{name}/healthz"));
            if (answer.StatusCode is HttpStatusCode.OK)
            {
                return;
            }

            await Task.Delay(Pause, TimeProvider.System);
        }
    }

    /// <summary>Removes it.</summary>
    public static Task RemoveAsync(string space, string name) =>
        ClusterPlane.KubectlAsync("", "delete", "pod,service,ingress", "-n", space, name, "--grace-period=0", "--force");

    private static string Manifest(string space, string name, string jwks) => $$"""
        apiVersion: v1
        kind: Pod
        metadata: { name: {{name}}, namespace: {{space}}, labels: { bare: {{name}} } }
        spec:
          automountServiceAccountToken: false
          securityContext: { runAsNonRoot: true, fsGroup: 2654, seccompProfile: { type: RuntimeDefault } }
          volumes: [ { name: data, emptyDir: { } } ]
          containers:
            - name: agent
              image: {{ClusterPlane.AgentImage}}
              imagePullPolicy: IfNotPresent
              env:
                - { name: GamAgent__SessionId, value: {{name}} }
                - { name: GamAgent__PathPrefix, value: /{{space}}/{{name}} }
                - { name: GamAgent__RunnerSocket, value: /data/agent.sock }
                - { name: GamAgent__JournalFolder, value: /data/journal }
                - { name: GamAgent__Jwks, value: '{{jwks}}' }
                - { name: DOTNET_EnableDiagnostics, value: "0" }
              securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: [ ALL ] } }
              volumeMounts: [ { name: data, mountPath: /data } ]
        ---
        apiVersion: v1
        kind: Service
        metadata: { name: {{name}}, namespace: {{space}} }
        spec:
          selector: { bare: {{name}} }
          ports: [ { port: 8077 } ]
        ---
        apiVersion: networking.k8s.io/v1
        kind: Ingress
        metadata: { name: {{name}}, namespace: {{space}} }
        spec:
          rules:
            - http:
                paths:
                  - path: /{{space}}/{{name}}/
                    pathType: Prefix
                    backend: { service: { name: {{name}}, port: { number: 8077 } } }
        """;
}
