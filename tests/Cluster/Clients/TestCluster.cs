namespace Cluster.Tests.Clients;

/// <summary>The cluster that the tests may use, and the images that it has, as the environment names them.</summary>
internal static class TestCluster
{
    /// <summary>How long tests wait for what a cluster does: pods of many tests share a node, and a node that has much to do is no failure.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

    /// <summary>The agent's image (<c>Dockerfile.agent</c>).</summary>
    public static string AgentImage { get; } = Variable("GAM_TESTS_AGENT_IMAGE") ?? "localhost/gam-agent:test";

    /// <summary>The image with the stand-in for GAM (<c>samples/gam-image/Dockerfile.standin</c>).</summary>
    public static string GamImage { get; } = Variable("GAM_TESTS_GAM_IMAGE") ?? "localhost/gam-standin:test";

    /// <summary>The same for root, on musl, and without anything beside the program.</summary>
    public static string GamRootImage { get; } = Variable("GAM_TESTS_GAM_ROOT_IMAGE") ?? "localhost/gam-standin:root";

    /// <inheritdoc cref="GamRootImage" />
    public static string GamMuslImage { get; } = Variable("GAM_TESTS_GAM_MUSL_IMAGE") ?? "localhost/gam-standin:musl";

    /// <inheritdoc cref="GamRootImage" />
    public static string GamScratchImage { get; } = Variable("GAM_TESTS_GAM_SCRATCH_IMAGE") ?? "localhost/gam-standin:scratch";

    /// <summary>The host's image (<c>controlplane/host/Dockerfile</c>).</summary>
    public static string HostImage { get; } = Variable("GAM_TESTS_HOST_IMAGE") ?? "localhost/gam-sessions:test";

    /// <summary>The same with pulumi in it (<c>controlplane/host/Dockerfile.pulumi</c>).</summary>
    public static string HostPulumiImage { get; } = Variable("GAM_TESTS_HOST_PULUMI_IMAGE") ?? "localhost/gam-sessions:pulumi";

    /// <summary>The ingress controller's address, as clients of this machine reach it; asked for after <see cref="Require"/>.</summary>
    public static Uri Ingress => new(Variable("GAM_TESTS_INGRESS") ?? "http://127.0.0.1");

    /// <summary>The kubeconfig's file; asked for after <see cref="Require"/>.</summary>
    public static string KubeConfig => Variable("KUBECONFIG") ?? "";

    /// <summary>The API server's address in it.</summary>
    public static async Task<Uri> ApiServer() =>
        new(await Kubectl.Run("config", "view", "--minify", "-o", "jsonpath={.clusters[0].cluster.server}"));

    /// <summary>Skips the test where there is no cluster.</summary>
    public static void Require()
    {
        if (Variable("KUBECONFIG") is null || Variable("GAM_TESTS_INGRESS") is null)
        {
            Assert.Skip("No cluster: set KUBECONFIG and GAM_TESTS_INGRESS (the ingress controller's address), and build the images with eng/build-images.sh.");
        }

        if (!IsOnPath("kubectl"))
        {
            Assert.Skip("kubectl is not on PATH.");
        }
    }

    /// <summary>Whether a program is on PATH.</summary>
    public static bool IsOnPath(string program) =>
        (Variable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, program)));

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
