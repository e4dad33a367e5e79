using System.Net;
using System.Text.Json;

namespace Cluster.Tests.Network;

/// <summary>
/// What a NetworkPolicy, as the cluster has it, lets its pods reach, by the words of the API and whatever enforces it: for destinations that
/// packets of a test say nothing about, such as an address of the node that the pod is on.
/// </summary>
/// <param name="policy">The policy.</param>
internal sealed class EgressRules(JsonElement policy)
{
    /// <summary>Whether a connection is let out. A rule that it does not understand counts as letting it out.</summary>
    public bool Allows(string address, int port, string protocol = "TCP")
    {
        var types = policy.At("spec.policyTypes").EnumerateArray().Select(type => type.GetString());
        if (!types.Contains("Egress"))
        {
            return true;
        }

        var rules = policy.TryAt("spec.egress") is { } egress ? egress.EnumerateArray() : default;
        return rules.Any(rule => ToPort(rule, port, protocol) && ToPeer(rule, IPAddress.Parse(address)));
    }

    private static bool ToPort(JsonElement rule, int port, string protocol) =>
        rule.TryAt("ports") is not { } ports || ports.GetArrayLength() == 0 || ports.EnumerateArray().Any(allowed =>
            (allowed.TryAt("protocol")?.GetString() ?? "TCP") == protocol
            && (allowed.TryAt("port") is not { ValueKind: JsonValueKind.Number } first
                || (port >= first.GetInt32() && port <= (allowed.TryAt("endPort")?.GetInt32() ?? first.GetInt32()))));

    private static bool ToPeer(JsonElement rule, IPAddress address) =>
        rule.TryAt("to") is not { } peers || peers.GetArrayLength() == 0 || peers.EnumerateArray().Any(peer =>
            peer.TryAt("ipBlock") is not { } block
            || (IPNetwork.Parse(block.Text("cidr")).Contains(address)
                && !(block.TryAt("except") is { } except && except.EnumerateArray().Any(inside => IPNetwork.Parse(inside.GetString()!).Contains(address)))));
}
