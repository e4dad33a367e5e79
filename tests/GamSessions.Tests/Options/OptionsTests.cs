using GamSessions.Options;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace GamSessions.Tests.Options;

public sealed class OptionsTests
{
    [Fact]
    public void Without_any_setting_the_documented_defaults_hold()
    {
        var options = Read();

        Assert.Equal("local", options.Engine);
        Assert.Equal("router", options.Exposure);
        Assert.Equal("local", options.Access.Mode);
        Assert.Equal(["localhost", "127.0.0.1", "[::1]"], options.Access.AllowedHosts);
        Assert.EndsWith("/gam-sessions", options.DataFolder, StringComparison.Ordinal);
        Assert.Equal(TimeSpan.FromMinutes(30), options.Limits.IdleTimeout);
    }

    [Fact]
    public void Durations_sizes_lists_images_and_none_are_read()
    {
        var options = Read(
            ("Limits:PingInterval", "00:00:05"),
            ("Limits:MaxFrameBytes", "128Ki"),
            ("Limits:IdleTimeout", ""),
            ("Access:AllowedOrigins:0", "https://a.example"),
            ("images:default-gam-image", "registry.example/gam:1"),
            ("Images:other:Reference", "registry.example/other:1"),
            ("Images:other:RunAsUser", "1000"),
            ("DataFolder", "~/x"));

        Assert.Equal(TimeSpan.FromSeconds(5), options.Limits.PingInterval);
        Assert.Equal(128 << 10, options.Limits.MaxFrameBytes.Bytes);
        Assert.Null(options.Limits.IdleTimeout);
        Assert.Equal(["https://a.example"], options.Access.AllowedOrigins);
        Assert.Equal("registry.example/gam:1", options.Images["default-gam-image"].Reference);
        Assert.Equal(1000, options.Images["other"].RunAsUser);
        Assert.Equal(Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), "x"), options.DataFolder);
    }

    [Fact]
    public void A_cluster_needs_images_and_a_public_address_and_says_so_all_at_once()
    {
        var failures = Fail(("Engine", "kubernetes"), ("Images:other:RunAsUser", "0"), ("Images:other:Reference", "registry.example/other:1"));

        Assert.Contains(failures, f => f.Contains("GamSessions:Kubernetes:AgentImage is missing", StringComparison.Ordinal));
        Assert.Contains(failures, f => f.Contains("GamSessions:Images:default-gam-image is missing", StringComparison.Ordinal));
        Assert.Contains(failures, f => f.Contains("GamSessions:Images = 'other'", StringComparison.Ordinal));
        Assert.Contains(failures, f => f.Contains("GamSessions:PublicUrl is missing", StringComparison.Ordinal));
        Assert.Equal(4, failures.Count);
    }

    [Fact]
    public void With_all_that_it_needs_a_cluster_is_read_and_its_exposure_is_ingress()
    {
        var options = Read(
            ("Engine", "kubernetes"),
            ("PublicUrl", "https://gam.example.com/tools"),
            ("Images:default-gam-image", "registry.example/gam:1"),
            ("Kubernetes:AgentImage", "registry.example/agent:1"),
            ("Kubernetes:PodTemplate:NodeSelector:example.com/pool", "gam"),
            ("Kubernetes:NetworkPolicy:IngressFrom", """[{"podSelector":{}}]"""));

        Assert.Equal("ingress", options.Exposure);
        Assert.Equal("gamgui", options.Kubernetes.Namespace);
        Assert.Equal("gam", options.Kubernetes.PodTemplate.NodeSelector["example.com/pool"]);
    }

    [Theory]
    [InlineData("Kubernetes:Namespace", "Not_a_label")]
    [InlineData("Kubernetes:OnPodLost", "maybe")]
    [InlineData("Kubernetes:NetworkPolicy:IngressFrom", "{}")]
    [InlineData("Kubernetes:NetworkPolicy:ExtraEgress", "[1]")]
    [InlineData("Kubernetes:PodTemplate:Tolerations", "[null]")]
    [InlineData("Kubernetes:PodTemplate:Labels:a b", "c")]
    [InlineData("Exposure", "ingress")]
    public void A_wrong_setting_for_a_cluster_is_refused_by_its_key(string key, string value) =>
        Assert.Contains(Fail((key, value)), f => f.Contains($"GamSessions:{(key.Contains("Labels", StringComparison.Ordinal) ? "Kubernetes:PodTemplate:Labels" : key)}", StringComparison.Ordinal));

    [Fact]
    public void All_mistakes_are_told_at_once_each_with_key_value_and_cure()
    {
        var failures = Fail(
            ("Engin", "local"),
            ("Engine", "docker"),
            ("Limits:PingInterval", "soon"),
            ("Limits:PingTimeout", "00:00:00"),
            ("Limits:MaxFrameBytes", "64Q"),
            ("Limits:MaxSessions", "0"),
            ("Limits:Cpu", "fast"),
            ("Access:AllowedOrigins:0", "https://a.example/path"),
            ("Access:AllowedHosts", "a,b"),
            ("PublicUrl", "example"),
            ("Limits:ClockSkew", ""));

        string[] keys =
        [
            "Engin is unknown", "Engine = 'docker'", "Limits:PingInterval = 'soon'", "Limits:PingTimeout = '00:00:00'",
            "Limits:MaxFrameBytes = '64Q'", "Limits:MaxSessions = '0'", "Limits:Cpu = 'fast'", "Access:AllowedOrigins = 'https://a.example/path'",
            "Access:AllowedHosts = 'a,b'", "PublicUrl = 'example'", "Limits:ClockSkew is empty",
        ];
        foreach (var key in keys)
        {
            Assert.Single(failures, f => f.StartsWith($"GamSessions:{key}", StringComparison.Ordinal));
        }

        Assert.Equal(keys.Length, failures.Count);
        Assert.Contains(failures, f => f.Contains("1 to 100000", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Limits:PingTimeout", "00:00:10", "PingInterval")]
    [InlineData("Limits:MemoryReserve", "2Gi", "Limits:Memory")]
    [InlineData("Limits:JournalMemoryBytes", "128Mi", "JournalBytes")]
    [InlineData("Limits:MaxCommandBytes", "128Ki", "MaxFrameBytes")]
    [InlineData("Limits:InterruptWait", "00:00:20", "25 s")]
    public void Keys_that_contradict_each_other_are_refused(string key, string value, string other) =>
        Assert.Contains(other, Assert.Single(Fail((key, value))), StringComparison.Ordinal);

    [Fact]
    public void With_api_keys_the_public_address_says_which_host_is_ours()
    {
        var options = Read(("Access:Mode", "apikey"), ("PublicUrl", "https://gam.example.com/prefix"));

        Assert.Equal(["gam.example.com"], options.Access.AllowedHosts);
    }

    private static GamSessionsOptions Read(params (string Key, string Value)[] settings)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(s => KeyValuePair.Create($"GamSessions:{s.Key}", (string?)s.Value)))
            .Build());
        services.AddSessionOptions(null);
        using var provider = services.BuildServiceProvider();
        return provider.GetRequiredService<IOptions<GamSessionsOptions>>().Value;
    }

    private static List<string> Fail(params (string Key, string Value)[] settings) =>
        [.. Assert.Throws<OptionsValidationException>(() => Read(settings)).Failures];
}
