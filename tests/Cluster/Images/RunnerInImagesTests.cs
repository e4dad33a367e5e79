namespace Cluster.Tests.Images;

/// <summary>The runner, copied from the agent's image, in images that know nothing of it.</summary>
public sealed class RunnerInImagesTests
{
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
        const string Security = "allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: {drop: [ALL]}";
        await Kubectl.Apply($$"""
            apiVersion: v1
            kind: Pod
            metadata: { name: images, namespace: {{space.Name}} }
            spec:
              restartPolicy: Never
              automountServiceAccountToken: false
              securityContext: {runAsNonRoot: true, fsGroup: 20000, seccompProfile: {type: RuntimeDefault} }
              volumes: [{name: runner, emptyDir: {} }]
              initContainers:
                - name: install
                  image: {{TestCluster.AgentImage}}
                  imagePullPolicy: IfNotPresent
                  command: [/usr/local/bin/gam-agent-runner, install, /opt/gam-session/gam-agent-runner]
                  securityContext: { {{Security}} }
                  volumeMounts: [{name: runner, mountPath: /opt/gam-session}]
              containers:
            {{string.Join('\n', images.Select(image => $$"""
                - name: {{image.Name}}
                  image: {{image.Image}}
                  imagePullPolicy: IfNotPresent
                  command: [/opt/gam-session/gam-agent-runner, --version]
                  securityContext: { {{image.User}}{{Security}} }
                  volumeMounts: [{name: runner, mountPath: /opt/gam-session, readOnly: true}]
            """))}}
            """);
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
}
