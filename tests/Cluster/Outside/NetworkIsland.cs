using System.Globalization;
using System.Net;
using System.Security.Cryptography;

namespace Cluster.Tests.Outside;

/// <summary>
/// A network namespace with one link: to an address of this machine. Programs in it reach what is forwarded there and nothing else, neither
/// pods nor services nor the rest of the machine's networks. Needs root and <c>ip</c>.
/// </summary>
internal sealed class NetworkIsland : IAsyncDisposable
{
    private readonly string _name;

    private NetworkIsland(string name, IPAddress inside, IPAddress outside) => (_name, Inside, Outside) = (name, inside, outside);

    /// <summary>The island's own address; this machine reaches it.</summary>
    public IPAddress Inside { get; }

    /// <summary>The one address that the island reaches.</summary>
    public IPAddress Outside { get; }

    /// <summary>Skips the test where there can't be one.</summary>
    public static void Require()
    {
        if (Environment.UserName != "root" || !TestCluster.IsOnPath("ip"))
        {
            Assert.Skip("A network namespace needs root and the program ip (Debian: iproute2).");
        }
    }

    /// <summary>Makes it.</summary>
    public static async Task<NetworkIsland> Create()
    {
        // A small network of the range that is set aside for measurements (RFC 2544).
        var number = RandomNumberGenerator.GetInt32(1 << 14);
        var tag = number.ToString("x4", CultureInfo.InvariantCulture);
        var network = string.Create(CultureInfo.InvariantCulture, $"198.18.{number >> 6}.");
        var first = (number & 63) * 4;
        var island = new NetworkIsland(
            $"gam-{tag}",
            IPAddress.Parse(string.Create(CultureInfo.InvariantCulture, $"{network}{first + 2}")),
            IPAddress.Parse(string.Create(CultureInfo.InvariantCulture, $"{network}{first + 1}")));
        await Ip("netns", "add", island._name);
        try
        {
            await Ip("link", "add", $"gam-{tag}a", "type", "veth", "peer", "name", $"gam-{tag}b", "netns", island._name);
            await Ip("addr", "add", $"{island.Outside}/30", "dev", $"gam-{tag}a");
            await Ip("link", "set", $"gam-{tag}a", "up");
            await Ip("-n", island._name, "addr", "add", $"{island.Inside}/30", "dev", $"gam-{tag}b");
            await Ip("-n", island._name, "link", "set", $"gam-{tag}b", "up");
            await Ip("-n", island._name, "link", "set", "lo", "up");
            return island;
        }
        catch
        {
            await island.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts a program in it.</summary>
    public StartedProgram Start(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string?>? environment = null) =>
        StartedProgram.Start("ip", ["netns", "exec", _name, program, .. arguments], environment, Path.GetTempPath());

    /// <summary>Writes a program into a folder that starts another one on the island, for those who start programs themselves.</summary>
    public string Launcher(string program, TemporaryFolder folder)
    {
        var path = folder.Write("launcher", $"#!/bin/sh\nexec ip netns exec {_name} {program} \"$@\"\n");
        File.SetUnixFileMode(path, (UnixFileMode)0b111_101_101);
        return path;
    }

    /// <summary>Removes it; what still runs in it keeps it until its end, without the link.</summary>
    public async ValueTask DisposeAsync() => await Ip("netns", "delete", _name);

    private static async Task Ip(params string[] arguments)
    {
        await using var ip = StartedProgram.Start("ip", arguments);
        var code = await ip.WaitForEverything();
        Assert.True(code == 0, $"ip {string.Join(' ', arguments)} ended with {code}: {ip.Errors.Text}");
    }
}
