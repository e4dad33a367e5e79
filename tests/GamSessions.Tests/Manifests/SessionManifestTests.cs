using GamAgent.Protocol.Settings;
using GamSessions.Credentials;
using GamSessions.Manifests;
using GamSessions.Options;
using k8s;
using k8s.Models;
using static GamSessions.Tests.Manifests.ManifestSettings;

namespace GamSessions.Tests.Manifests;

public sealed class SessionManifestTests
{
    private static V1PodSpec Pod(SessionObjects objects) => objects.Deployment.Spec.Template.Spec;

    private static IEnumerable<V1Container> Containers(SessionObjects objects) => [.. Pod(objects).InitContainers, .. Pod(objects).Containers];

    private static string? Variable(V1Container container, string name) => container.Env.Single(variable => variable.Name == name).Value;

    [Fact]
    public void Names_and_labels_are_those_that_people_rely_on()
    {
        var objects = Build();

        Assert.Equal($"gam-session-{Id}", objects.Deployment.Name());
        Assert.Equal($"gam-service-{Id}", objects.Service.Name());
        Assert.Equal($"gam-ingress-{Id}", objects.Ingress!.Name());
        Assert.All(
            objects.Others.Append(objects.Deployment),
            made =>
            {
                Assert.Equal("gamgui", made.Namespace());
                Assert.Equal(Id, made.Labels()["session_id"]);
                Assert.Equal("gam-sessions", made.Labels()["app.kubernetes.io/managed-by"]);
            });
        Assert.Equal("agent", objects.Deployment.Spec.Template.Metadata.Annotations["kubectl.kubernetes.io/default-container"]);
        Assert.Equal(8077, objects.Service.Spec.Ports.Single().Port);
        Assert.True(objects.Service.Spec.PublishNotReadyAddresses);
        Assert.Equal("Recreate", objects.Deployment.Spec.Strategy.Type);
    }

    [Fact]
    public void A_sessions_longest_names_are_still_names()
    {
        var id = GamSessions.Sessions.SessionIds.New(new string('x', 100));

        Assert.All(
            (string[])[SessionNames.Deployment(id), SessionNames.Service(id), SessionNames.Ingress(id), SessionNames.Route(id), SessionNames.NetworkPolicy(id), CredentialNames.SecretName("o", "n")],
            name => Assert.InRange(name.Length, 1, 63));
    }

    [Fact]
    public void Every_container_keeps_to_the_restricted_standard()
    {
        var objects = Build();

        Assert.Equal("RuntimeDefault", Pod(objects).SecurityContext.SeccompProfile.Type);
        Assert.True(Pod(objects).SecurityContext.RunAsNonRoot);
        Assert.False(Pod(objects).AutomountServiceAccountToken);
        Assert.All(
            Containers(objects),
            container =>
            {
                Assert.False(container.SecurityContext.AllowPrivilegeEscalation);
                Assert.Equal(["ALL"], container.SecurityContext.Capabilities.Drop);
                Assert.NotNull(container.Resources.Limits["memory"].ToString());
                Assert.NotNull(container.Resources.Limits["cpu"].ToString());
            });
        Assert.True(Pod(objects).InitContainers.Single(c => c.Name == "agent").SecurityContext.ReadOnlyRootFilesystem);
        Assert.All(Pod(objects).Volumes.Where(v => v.EmptyDir is not null), volume => Assert.NotNull(volume.EmptyDir.SizeLimit));
    }

    [Fact]
    public void A_pod_asks_for_little_and_is_limited_to_what_its_session_may_have()
    {
        var objects = Build();
        var gam = Pod(objects).Containers.Single();
        var together = (V1Container[])[gam, Pod(objects).InitContainers.Single(c => c.Name == "agent")];

        Assert.Equal("512Mi", gam.Resources.Limits["memory"].ToString());
        Assert.Equal("500m", gam.Resources.Limits["cpu"].ToString());
        Assert.Equal(0.02m, together.Sum(c => c.Resources.Requests["cpu"].ToDecimal()));
        Assert.Equal(64 << 20, together.Sum(c => c.Resources.Requests["memory"].ToDecimal()));
    }

    [Fact]
    public void The_callers_image_runs_the_runner_and_knows_nothing_of_the_journal()
    {
        var objects = Build(o => o.Images["default-gam-image"].GamPath = "/opt/gam7/gam");
        var gam = Pod(objects).Containers.Single();
        var agent = Pod(objects).InitContainers.Single(c => c.Name == "agent");

        Assert.Equal("registry.example/gam:7", gam.Image);
        Assert.Equal(["/opt/gam-session/gam-agent-runner", "run"], gam.Command);
        Assert.Equal("/opt/gam7/gam", Variable(gam, RunnerVariables.GamPath));
        Assert.True(gam.VolumeMounts.Single(m => m.Name == "programs").ReadOnlyProperty);
        Assert.DoesNotContain(gam.VolumeMounts, m => m.Name == "journal");
        Assert.Equal(["journal", "link", "programs"], agent.VolumeMounts.Select(m => m.Name).Order());
        Assert.Equal("Always", agent.RestartPolicy);
        Assert.Equal("metadata.uid", agent.Env.Single(v => v.Name == AgentVariables.AgentId).ValueFrom.FieldRef.FieldPath);
        Assert.Equal(Variable(agent, AgentVariables.RunnerSocket), Variable(gam, RunnerVariables.Socket));
        Assert.Equal("/tools", Variable(agent, AgentVariables.PathPrefix));
        Assert.Equal("https://gam.example.com", Variable(agent, AgentVariables.AllowedOrigins));
    }

    // Each further init container, and a startup probe, would cost every session a second.
    [Fact]
    public void Nothing_but_the_agent_and_the_copy_of_the_runner_comes_before_the_callers_image()
    {
        var objects = Build();
        var agent = Assert.Single(Pod(objects).InitContainers);
        var gam = Pod(objects).Containers.Single();

        Assert.Equal("agent", agent.Name);
        Assert.Null(agent.StartupProbe);
        Assert.Equal(["/usr/local/bin/gam-agent-runner", "install", gam.Command[0]], agent.Lifecycle.PostStart.Exec.Command);
        Assert.Equal(agent.VolumeMounts.Single(m => m.Name == "programs").MountPath, gam.VolumeMounts.Single(m => m.Name == "programs").MountPath);
    }

    [Fact]
    public void Credentials_are_mounted_for_the_runner_alone_and_two_owners_never_share_them()
    {
        var objects = Build(credentials: "work");
        var volume = Pod(objects).Volumes.Single(v => v.Name == "credentials");

        Assert.Equal(CredentialNames.SecretName("alice", "work"), volume.Secret.SecretName);
        Assert.Equal(PodFolders.Credentials, Variable(Pod(objects).Containers.Single(), RunnerVariables.ConfigSource));
        Assert.DoesNotContain(Pod(objects).InitContainers, c => c.VolumeMounts.Any(m => m.Name == "credentials"));
        Assert.Equal("Memory", Pod(objects).Volumes.Single(v => v.Name == "config").EmptyDir.Medium);
        Assert.Equal(
            5,
            new[] { ("a", "b/c"), ("a/b", "c"), ("a", "bc"), ("ab", "c"), ("A", "bc") }.Select(pair => CredentialNames.SecretName(pair.Item1, pair.Item2)).Distinct().Count());
        Assert.DoesNotContain(Pod(Build()).Volumes, v => v.Secret is not null);
    }

    [Fact]
    public void The_template_options_reach_the_pod_and_never_replace_a_sessions_own_labels()
    {
        var objects = Build(o =>
        {
            var template = o.Kubernetes.PodTemplate;
            template.PullSecrets.Add("pull");
            template.NodeSelector["disk"] = "ssd";
            template.Tolerations = """[{"key":"a","operator":"Exists","effect":"NoSchedule"}]""";
            template.PriorityClass = "low";
            template.CaConfigMap = "company-ca";
            template.HttpsProxy = "http://proxy.example:3128";
            template.Labels["team"] = "it";
            template.Labels["session_id"] = "other";
            o.Images["default-gam-image"].Env["GAM_X"] = "$(HOME)";
            o.Images["default-gam-image"].PullSecrets.Add("image-pull");
        });
        var pod = Pod(objects);
        var gam = pod.Containers.Single();

        Assert.Equal(["pull", "image-pull"], pod.ImagePullSecrets.Select(s => s.Name));
        Assert.Equal("ssd", pod.NodeSelector["disk"]);
        Assert.Equal("Exists", pod.Tolerations.Single().OperatorProperty);
        Assert.Equal("low", pod.PriorityClassName);
        Assert.Equal("it", objects.Deployment.Spec.Template.Metadata.Labels["team"]);
        Assert.Equal(Id, objects.Deployment.Spec.Template.Metadata.Labels["session_id"]);
        Assert.Equal("http://proxy.example:3128", Variable(gam, "https_proxy"));
        Assert.Equal("$$(HOME)", Variable(gam, "GAM_X"));
        Assert.Equal(PodFolders.AuthoritiesFile, Variable(gam, "SSL_CERT_FILE"));
        var passed = Variable(gam, RunnerVariables.PassVariables)!.Split(',');
        Assert.All((string[])["GAM_X", "HTTPS_PROXY", "SSL_CERT_FILE"], name => Assert.Contains(name, passed));
    }

    [Fact]
    public void The_ingress_takes_the_path_exactly_and_all_below_it()
    {
        var rule = Build(o => o.Kubernetes.TlsSecret = "tls").Ingress!.Spec.Rules.Single();
        Assert.Equal("gam.example.com", rule.Host);
        Assert.Equal(
            [("Exact", $"/tools/ws/session/{Id}"), ("Prefix", $"/tools/ws/session/{Id}/")],
            rule.Http.Paths.Select(path => (path.PathType, path.Path)));

        var plain = Build(o => o.PublicUrl = new Uri("http://192.0.2.7:18080")).Ingress!.Spec;
        Assert.Null(plain.Rules.Single().Host);
        Assert.Null(plain.Tls);
        Assert.Null(plain.IngressClassName);
    }

    [Fact]
    public void Annotations_of_the_settings_go_before_the_presets()
    {
        var annotations = Build(o => o.Kubernetes.IngressAnnotations["nginx.ingress.kubernetes.io/proxy-read-timeout"] = "60").Ingress!.Metadata.Annotations;

        Assert.Equal("60", annotations["nginx.ingress.kubernetes.io/proxy-read-timeout"]);
        Assert.Equal("true", annotations["nginx.ingress.kubernetes.io/service-upstream"]);
    }

    [Fact]
    public void Each_exposure_has_its_own_rule_and_the_router_none()
    {
        Assert.Null(Build().Route);
        var router = Build(o => o.Exposure = "router");
        Assert.Null(router.Ingress);
        Assert.Null(router.Route);

        var gateway = Build(o =>
        {
            o.Exposure = "gateway";
            o.Kubernetes.Gateway.Name = "edge";
        });
        Assert.Null(gateway.Ingress);
        var json = KubernetesJson.Serialize(gateway.Route);
        Assert.Contains("\"kind\":\"HTTPRoute\"", json, StringComparison.Ordinal);
        Assert.Contains("\"parentRefs\":[{\"name\":\"edge\"}]", json, StringComparison.Ordinal);
        Assert.Contains($"\"type\":\"Exact\",\"value\":\"/tools/ws/session/{Id}\"", json, StringComparison.Ordinal);
    }

    [Fact]
    public void The_deployment_owns_all_others()
    {
        var objects = Build();
        objects.OwnBy(new V1Deployment { Metadata = new V1ObjectMeta { Name = objects.Deployment.Name(), Uid = "u" } });

        Assert.All(objects.Others, other => Assert.Equal("u", other.Metadata.OwnerReferences.Single().Uid));
    }
}
