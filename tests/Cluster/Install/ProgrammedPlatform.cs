using System.Net.Http.Headers;
using Cluster.Tests.Websockets;

namespace Cluster.Tests.Install;

/// <summary>The control plane, installed by the Pulumi program <c>infra-pulumi/platform</c> into a namespace of its own, with the CLI as a person calls it.</summary>
internal sealed class ProgrammedPlatform : IAsyncDisposable
{
    private const string Stack = "platform";
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);
    private readonly TemporaryFolder _folder = new();
    private readonly TcpForwarder? _ingressForPods;
    private readonly Dictionary<string, string?> _environment;
    private LentVolume? _volume;
    private bool _isUp;

    private ProgrammedPlatform(TcpForwarder? ingressForPods)
    {
        _ingressForPods = ingressForPods;
        Space = $"gam-program-{Guid.NewGuid().ToString("N")[..8]}";
        Http = new HttpClient { BaseAddress = new Uri(TestCluster.Ingress, $"/{Space}/"), Timeout = TimeSpan.FromMinutes(2) };
        _environment = new Dictionary<string, string?>
        {
            ["PULUMI_BACKEND_URL"] = $"file://{_folder.Folder("backend")}",
            ["PULUMI_HOME"] = _folder.Folder("home"),
            ["PULUMI_CONFIG_PASSPHRASE"] = "of the platform",
            ["PULUMI_SKIP_UPDATE_CHECK"] = "true",
            ["PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION"] = "true",
        };
    }

    /// <summary>The namespace, and the path prefix.</summary>
    public string Space { get; }

    /// <summary>A client of its REST API, through the Ingress.</summary>
    public HttpClient Http { get; }

    /// <summary>It, as its clients see it.</summary>
    public ReachedPlatform Reached => new(Http, Space, Log);

    /// <summary>Brings it up and makes a key.</summary>
    /// <param name="engine">The engine of its sessions.</param>
    public static async Task<ProgrammedPlatform> Up(string engine)
    {
        // An ingress controller on this machine's loopback is lent an address that pods can reach.
        var platform = new ProgrammedPlatform(TestCluster.Ingress.IsLoopback
            ? new TcpForwarder(TcpForwarder.LocalAddressTowards((await TestCluster.ApiServer()).Host), TestCluster.Ingress)
            : null);
        try
        {
            await platform.UpAsync(engine);
            return platform;
        }
        catch (Exception e)
        {
            var words = $"{e.Message}\n{await platform.DescribeAsync()}";
            await platform.DisposeAsync();
            throw new InvalidOperationException(words, e);
        }
    }

    /// <summary>The host's log.</summary>
    public Task<string> Log() => Kubectl.Run("logs", "-n", Space, "deployment/gam-platform");

    /// <summary>Runs a program in the host's container.</summary>
    public Task<string> Exec(params string[] words) => Kubectl.Run(["exec", "-n", Space, "deployment/gam-platform", "--", .. words]);

    /// <summary>Destroys all that the program made.</summary>
    public async Task Destroy()
    {
        await Pulumi("destroy", "--yes", "--skip-preview", "--stack", Stack);
        _isUp = false;
    }

    /// <summary>The resources in the stack's state, with which none is left but what Pulumi keeps of the stack itself.</summary>
    public async Task<string> State() => await Pulumi("stack", "export", "--stack", Stack);

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (_isUp)
        {
            await Destroy();
        }

        if (_volume is not null)
        {
            await _volume.DisposeAsync();
        }

        if (_ingressForPods is not null)
        {
            await _ingressForPods.DisposeAsync();
        }

        _folder.Dispose();
    }

    private async Task UpAsync(string engine)
    {
        File.Copy(RepositoryRoot.Combine("infra-pulumi", "platform", "Pulumi.yaml"), Path.Combine(_folder.Folder("program"), "Pulumi.yaml"));
        _volume = await LentVolume.Lend(Space);
        await Pulumi("stack", "init", Stack);
        List<string> settings =
        [
            $"namespace={Space}",
            $"engine={engine}",
            $"image={(engine == "pulumi" ? TestCluster.HostPulumiImage : TestCluster.HostImage)}",
            $"agentImage={TestCluster.AgentImage}",
            $"gamImage={TestCluster.GamImage}",
            $"publicUrl={$"{Http.BaseAddress}".TrimEnd('/')}",
            $"path=/{Space}",
            $"memory={(engine == "pulumi" ? "2Gi" : "512Mi")}",
        ];
        if (_ingressForPods is not null)
        {
            settings.Add($"probeUrl=http://{_ingressForPods.EndPoint}/{Space}");
        }

        await Pulumi(["config", "set-all", "--stack", Stack, .. settings.SelectMany(setting => (string[])["--plaintext", setting]), "--secret", "pulumiPassphrase=of the sessions"]);
        _isUp = true;
        await Pulumi("up", "--yes", "--skip-preview", "--stack", Stack);
        var key = await Exec("gam-sessions", "keys", "add", "tests");
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", key.Trim());
        await Eventually.True("the platform answers through its Ingress", async () =>
        {
            using var answer = await Http.GetAsync("api/sessions");
            return answer.IsSuccessStatusCode;
        });
    }

    private async Task<string> DescribeAsync()
    {
        await using var kubectl = StartedProgram.Start("kubectl", ["describe", "pods,persistentvolumeclaims", "-n", Space]);
        await kubectl.WaitForEverything(Limit);
        await using var log = StartedProgram.Start("kubectl", ["logs", "-n", Space, "deployment/gam-platform"]);
        await log.WaitForEverything(Limit);
        return $"{kubectl.Output.Text}\n{log.Output.Text}";
    }

    private async Task<string> Pulumi(params string[] arguments)
    {
        await using var cli = StartedProgram.Start("pulumi", [.. arguments, "--non-interactive", "--color", "never"], _environment, _folder.Combine("program"));
        cli.CloseInput();
        var code = await cli.WaitForEverything(Limit);
        Assert.True(code == 0, $"pulumi {arguments[0]} ended with {code}:\n{cli.Output.Text}\n{cli.Errors.Text}");
        return cli.Output.Text;
    }
}
