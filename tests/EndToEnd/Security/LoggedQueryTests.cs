using System.Net;
using EndToEnd.Tests.Hosting;
using GamAgent.Protocol;

namespace EndToEnd.Tests.Security;

/// <summary>What stands in a query by mistake, a token above all, is in no log, however much is logged.</summary>
public sealed class LoggedQueryTests
{
    private const string Planted = "planted-in-a-query";

    [Fact]
    public async Task A_query_is_not_logged_by_the_host_nor_by_an_agent()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProgram.Start(
            folder.Path, new Dictionary<string, string?> { ["Logging__LogLevel__Default"] = "Trace", ["Logging__LogLevel__GamSessions"] = "Trace" });
        var id = await host.CreateId();
        using var client = new HttpClient { BaseAddress = host.Url };
        foreach (var path in (string[])["api/sessions", $"api/sessions/{id}", "healthz", "", "nothing-there"])
        {
            using var answer = await client.GetAsync($"{path}?token={Planted}", TestContext.Current.CancellationToken);
            Assert.NotEqual(HttpStatusCode.InternalServerError, answer.StatusCode);
        }

        await using (var socket = await GamSocket.Connect(new Uri($"{host.SocketUri(id)}?after=0&token={Planted}")))
        {
            await socket.WaitFor(EventNames.Connected);
        }

        Assert.Equal(0, await host.Interrupt());
        Assert.Contains(id, host.Printed, StringComparison.Ordinal);
        Assert.DoesNotContain(Planted, host.Printed, StringComparison.Ordinal);
    }
}
