using GamAgent.Protocol;
using GamSessions.Provisioning.Kubernetes;
using GamSessions.Sessions;
using k8s;
using k8s.Models;

namespace Cluster.Tests.Images;

/// <summary>The runner, brought by the agent's container as in every session, in images that know nothing of it.</summary>
public sealed class RunnerInImagesTests
{
    private const string Folder = "/opt/gam-session";
    private const string Runner = $"{Folder}/gam-agent-runner";
    private const string Security = "allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}";

    [Fact]
    public async Task The_runner_starts_in_images_built_for_root_with_another_libc_and_without_a_shell()
    {
        TestCluster.Require();
        await using var space = await TestNamespace.Create("images");
        (string Name, string Image, string User)[] images =
        [
            ("plain", TestCluster.GamImage, ""),
            ("root", TestCluster.GamRootImage, "runAsUser: 10001, "),
            ("musl", TestCluster.GamMuslImage, ""),
            ("scratch", TestCluster.GamScratchImage, ""),
        ];
        await Apply(space, Runner, images);
        await Eventually.True(
            "every container has ended",
            async () => (await Kubectl.Get("pod", "images", "-n", space.Name)).Text("status.phase") is "Succeeded" or "Failed",
            TestCluster.Patience);

        var pod = await Kubectl.Get("pod", "images", "-n", space.Name);
        Assert.True(pod.Text("status.phase") == "Succeeded", pod.At("status").GetRawText());
        foreach (var (name, _, _) in images)
        {
            Assert.Matches(@"^\d+\.\d+\.\d+", await Kubectl.Run("logs", "-n", space.Name, "images", "-c", name));
        }
    }

    [Fact]
    public async Task A_runner_that_cannot_be_copied_keeps_the_image_from_starting_and_says_why()
    {
        TestCluster.Require();
        await using var space = await TestNamespace.Create("nocopy");
        await Apply(space, "/proc/nowhere/gam-agent-runner", [("plain", TestCluster.GamImage, "")]);

        V1Pod? pod = null;
        ProvisioningException? problem = null;
        await Eventually.True(
            "the start has a problem",
            async () =>
            {
                pod = KubernetesJson.Deserialize<V1Pod>(await Kubectl.Run("get", "pod", "images", "-n", space.Name, "-o", "json"));
                problem = StartProblems.Find(SessionSnapshot.None with { Pods = SessionSnapshot.None.Pods.Add(pod.Metadata.Name, pod) });
                return problem is not null;
            },
            TestCluster.Patience);

        Assert.Equal(EndReason.Config, problem!.Reason);
        Assert.StartsWith("agent: /proc/nowhere/gam-agent-runner can't be written: ", problem.Message, StringComparison.Ordinal);
        Assert.NotNull(pod!.Status.ContainerStatuses.Single().State.Waiting);
    }

    private static async Task Apply(TestNamespace space, string target, IReadOnlyList<(string Name, string Image, string User)> images)
    {
        using var tokens = new TestTokens();
        await Kubectl.Apply($$"""
            apiVersion: v1
            kind: Pod
            metadata: { name: images, namespace: {{space.Name}} }
            spec:
              restartPolicy: Never
              automountServiceAccountToken: false
              securityContext: {runAsNonRoot: true, fsGroup: 20000, seccompProfile: {type: RuntimeDefault} }
              volumes: [{name: runner, emptyDir: {} }, {name: data, emptyDir: {} }]
              initContainers:
                - name: agent
                  image: {{TestCluster.AgentImage}}
                  imagePullPolicy: IfNotPresent
                  restartPolicy: Always
                  env:
                    - {name: GamAgent__SessionId, value: images-0123456789}
                    - {name: GamAgent__RunnerSocket, value: /data/agent.sock}
                    - {name: GamAgent__JournalFolder, value: /data/journal}
                    - {name: GamAgent__Jwks, value: '{{tokens.Jwks}}'}
                    - {name: DOTNET_EnableDiagnostics, value: "0"}
                  lifecycle: {postStart: {exec: {command: [/usr/local/bin/gam-agent-runner, install, {{target}}] } } }
                  securityContext: { {{Security}} }
                  volumeMounts: [{name: runner, mountPath: {{Folder}} }, {name: data, mountPath: /data}]
              containers:
            {{string.Join('\n', images.Select(image => $$"""
                - name: {{image.Name}}
                  image: {{image.Image}}
                  imagePullPolicy: IfNotPresent
                  command: [{{Runner}}, --version]
                  securityContext: { {{image.User}}{{Security}} }
                  volumeMounts: [{name: runner, mountPath: {{Folder}}, readOnly: true}]
            """))}}
            """);
    }
}
