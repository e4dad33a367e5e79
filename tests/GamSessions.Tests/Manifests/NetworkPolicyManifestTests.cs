using k8s.Models;
using static GamSessions.Tests.Manifests.ManifestSettings;

namespace GamSessions.Tests.Manifests;

public sealed class NetworkPolicyManifestTests
{
    [Fact]
    public void Only_named_peers_come_in_and_only_to_the_agents_port()
    {
        var rule = Build(o => o.Kubernetes.NetworkPolicy.IngressFrom = """[{"ipBlock":{"cidr":"192.0.2.0/24"}}]""").NetworkPolicy!.Spec.Ingress.Single();

        Assert.Equal("192.0.2.0/24", rule.FromProperty[0].IpBlock.Cidr);
        Assert.Equal("control-plane", rule.FromProperty[1].PodSelector.MatchLabels["app.kubernetes.io/component"]);
        Assert.Equal("8077", rule.Ports.Single().Port.ToString());
    }

    [Fact]
    public void Without_any_peer_nobody_comes_in()
    {
        var rule = Build(o =>
        {
            o.Kubernetes.NetworkPolicy.IngressFrom = "[]";
            o.Kubernetes.NetworkPolicy.ControlPlaneFrom = "[]";
        }).NetworkPolicy!.Spec.Ingress.Single();

        Assert.Equal("255.255.255.255/32", rule.FromProperty.Single().IpBlock.Cidr);
    }

    [Fact]
    public void Out_go_DNS_and_HTTPS_to_public_addresses_and_what_was_added()
    {
        var egress = Build(o => o.Kubernetes.NetworkPolicy.ExtraEgress = """[{"to":[{"ipBlock":{"cidr":"10.1.2.3/32"}}],"ports":[{"port":3128}]}]""").NetworkPolicy!.Spec.Egress;

        Assert.Equal(3, egress.Count);
        Assert.All(egress[0].Ports, port => Assert.Equal("53", port.Port.ToString()));
        Assert.Equal("443", egress[1].Ports.Single().Port.ToString());
        var barred = egress[1].To.SelectMany(peer => peer.IpBlock.Except).ToList();
        Assert.All((string[])["10.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16"], block => Assert.Contains(block, barred));
        Assert.Equal("10.1.2.3/32", egress[2].To.Single().IpBlock.Cidr);
    }

    [Fact]
    public void It_can_be_switched_off() => Assert.Null(Build(o => o.Kubernetes.NetworkPolicy.Enabled = false).NetworkPolicy);
}
