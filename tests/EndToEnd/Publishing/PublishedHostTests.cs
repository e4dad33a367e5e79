using System.Diagnostics;
using EndToEnd.Tests.Hosting;
using GamAgent.Protocol;

namespace EndToEnd.Tests.Publishing;

/// <summary>What <c>dotnet publish</c> of the host makes runs where there is no SDK: here a .NET of runtimes alone.</summary>
public sealed class PublishedHostTests
{
    [Fact]
    public async Task The_published_folder_runs_a_session_where_there_is_no_SDK()
    {
        using var folder = new TemporaryFolder();
        var published = folder.Combine("published");
        await Publish(published);
        var runtimes = RuntimesWithoutSdk(folder.Folder("dotnet"));

        await using var host = await HostProgram.Start(
            folder.Folder("data"),
            new Dictionary<string, string?>
            {
                ["DOTNET_ROOT"] = runtimes,
                ["PATH"] = "/usr/bin:/bin",
                ["GAM_PATH"] = null,
                ["MSBuildSDKsPath"] = null,
            },
            Path.Combine(published, "gam-sessions"));
        var id = await host.CreateId();
        await using var socket = await host.Open(id);
        Assert.Equal(0, (await socket.Run("gam info domain"))[^1].Read<ExitData>().ExitCode);
        Assert.Equal(0, await host.Interrupt());
        await SessionProcesses.Gone(id);
    }

    private static async Task Publish(string to)
    {
        await using var publish = StartedProgram.Start(
            Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
            ["publish", RepositoryRoot.Combine("controlplane", "host"), "-c", RepositoryRoot.Configuration, "-o", to, "--no-restore", "-nodeReuse:false"]);
        var code = await publish.WaitForExit(TimeSpan.FromMinutes(10));
        Assert.True(code == 0, $"dotnet publish ended with {code}:\n{publish.Output.Text}");
    }

    private static string RuntimesWithoutSdk(string folder)
    {
        var root = new FileInfo(typeof(object).Assembly.Location).Directory!.Parent!.Parent!.Parent!.FullName;
        foreach (var part in (string[])["shared", "host"])
        {
            Directory.CreateSymbolicLink(Path.Combine(folder, part), Path.Combine(root, part));
        }

        var muxer = Path.Combine(folder, "dotnet");
        File.Copy(Path.Combine(root, "dotnet"), muxer);
        using var sdks = Process.Start(new ProcessStartInfo(muxer, ["--list-sdks"]) { RedirectStandardOutput = true, Environment = { ["DOTNET_ROOT"] = folder } })!;
        Assert.Equal("", sdks.StandardOutput.ReadToEnd());
        return folder;
    }
}
