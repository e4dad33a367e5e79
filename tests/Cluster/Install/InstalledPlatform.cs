using System.Net.Http.Headers;
using Cluster.Tests.Websockets;

namespace Cluster.Tests.Install;

/// <summary>The control plane, installed from <c>deploy/</c> into a namespace of its own as the documents say, and removed again.</summary>
internal sealed class InstalledPlatform : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly TcpForwarder? _ingressForPods;
    private LentVolume? _volume;

    private InstalledPlatform(TcpForwarder? ingressForPods)
    {
        _ingressForPods = ingressForPods;
        Space = $"gam-install-{Guid.NewGuid().ToString("N")[..8]}";
        Http = new HttpClient { BaseAddress = new Uri(TestCluster.Ingress, $"/{Space}/"), Timeout = TestCluster.Patience };
    }

    /// <summary>The namespace, and the path prefix.</summary>
    public string Space { get; }

    /// <summary>A client of its REST API, through the Ingress.</summary>
    public HttpClient Http { get; }

    /// <summary>The documents' commands for it.</summary>
    public InstallCommands Commands => InstallCommands.Read(Space, _folder.Path, Http.BaseAddress!);

    /// <summary>The key that they made.</summary>
    public string Key { get; private set; } = "";

    /// <summary>Installs it by the documents' commands, waits until it is there, and makes a key.</summary>
    public static async Task<InstalledPlatform> Install()
    {
        // An ingress controller on this machine's loopback is lent an address that pods can reach.
        var platform = new InstalledPlatform(TestCluster.Ingress.IsLoopback
            ? new TcpForwarder(TcpForwarder.LocalAddressTowards((await TestCluster.ApiServer()).Host), TestCluster.Ingress)
            : null);
        try
        {
            await platform.ApplyBase();
            return platform;
        }
        catch
        {
            await platform.DisposeAsync();
            throw;
        }
    }

    /// <summary>It, as its clients see it.</summary>
    public ReachedPlatform Reached => new(Http, Space, Log);

    /// <summary>The host's log.</summary>
    public Task<string> Log() => Kubectl.Run("logs", "-n", Space, "deployment/gam-platform");

    /// <summary>Replaces the host's pod by another one and waits for it.</summary>
    public async Task Restart()
    {
        await Kubectl.Run("rollout", "restart", "-n", Space, "deployment/gam-platform");
        await RolledOut();
        await Answers();
    }

    /// <summary>Removes it, as the documents say.</summary>
    public async Task Uninstall()
    {
        await Kubectl.Run("delete", "-k", _folder.Path, "--ignore-not-found", "--timeout=120s");
        if (_volume is not null)
        {
            await _volume.DisposeAsync();
            _volume = null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        if (File.Exists(_folder.Combine("kustomization.yaml")))
        {
            await Uninstall();
        }

        if (_ingressForPods is not null)
        {
            await _ingressForPods.DisposeAsync();
        }

        _folder.Dispose();
    }

    private async Task ApplyBase()
    {
        var settings = new Dictionary<string, string> { ["GamSessions__PublicUrl"] = $"{Http.BaseAddress}".TrimEnd('/') };
        if (_ingressForPods is not null)
        {
            settings["GamSessions__ProbeUrl"] = $"http://{_ingressForPods.EndPoint}/{Space}";
        }

        new PlatformOverlay(Space, settings).Write(_folder.Path);
        _volume = await LentVolume.Lend(Space);
        await InstallCommands.Run(Commands.Apply);
        await RolledOut();
        await InstallCommands.Run(Commands.Wait);
        Key = await InstallCommands.Run($"{Commands.MakeKey}\nprintf %s \"$KEY\"");
        Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Key);
        await Answers();
    }

    // The ingress controller may go on to a pod that is gone for a moment.
    private Task Answers() => Eventually.True("the platform answers through its Ingress", async () =>
    {
        using var answer = await Http.GetAsync("api/sessions");
        return answer.IsSuccessStatusCode;
    });

    private async Task RolledOut()
    {
        try
        {
            await Kubectl.Run("rollout", "status", "-n", Space, "deployment/gam-platform", "--timeout=300s");
        }
        catch (Exception e)
        {
            Assert.Fail($"{e.Message}\n{await Kubectl.Run("describe", "pods", "-n", Space)}\n{await Log()}");
        }
    }
}
