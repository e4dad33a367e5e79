using System.Net;
using EndToEnd.Tests.Hosting;
using GamAgent.Protocol;

namespace EndToEnd.Tests.SocketIo;

/// <summary>Who is not let in is told why, with the websocket's own codes.</summary>
public sealed class RefusalTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private HostProgram _host = null!;

    public async ValueTask InitializeAsync() => _host = await HostProgram.Start(_folder.Path);

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task Each_refusal_has_a_message_and_a_code()
    {
        var (id, token) = await _host.CreateWithToken();
        var (ended, endedToken) = await _host.CreateWithToken();
        using (await _host.Http.DeleteAsync($"api/sessions/{ended}", TestContext.Current.CancellationToken))
        {
            await _host.WaitForStatus(ended, "ended");
        }

        await Refused(id, new { token = "nonsense" }, 401, "token");
        await Refused(id, new { token = 5 }, 400, "auth.token");
        await Refused(id, new { token, after = "x" }, 400, "auth.after");
        await Refused(ended, new { token }, 4403, "another session");
        await Refused("nobody-abcdefghij", new { }, 4404, "unknown session");
        await Refused(ended, new { token = endedToken }, 4410, "deleted");
    }

    [Fact]
    public async Task A_namespace_that_is_none_is_invalid()
    {
        await using var client = NodePrograms.Start("socket-io", $"http://{_host.Url.Authority}/nonsense");

        Assert.Equal("Invalid namespace", (await client.Next("connect_error")).Text("message"));
    }

    [Fact]
    public async Task Pages_of_foreign_origins_are_refused_before_anything_else()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_host.Url, "socket.io/?EIO=4&transport=polling"));
        request.Headers.Add("Origin", "https://evil.example");
        using var http = new HttpClient();
        using var answer = await http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Fact]
    public async Task A_session_that_ends_tells_its_clients_and_lets_them_go_for_good()
    {
        var id = await _host.CreateId();
        await using var client = SocketIoClients.Enter(_host.Url, id, null, new { });
        await client.Event("connected");

        using (await _host.Http.DeleteAsync($"api/sessions/{id}", TestContext.Current.CancellationToken))
        {
            Assert.Equal("deleted", (await client.Event("closing"))[0].Text("reason"));
            Assert.Equal("io server disconnect", (await client.Next("disconnect")).Text("reason"));
        }

        Assert.Equal(0, client.Count("reconnect_attempt"));
    }

    [Fact]
    public async Task A_seventeenth_client_is_one_too_many()
    {
        var id = await _host.CreateId();
        var sockets = new List<GamSocket>();
        try
        {
            for (var i = 0; i < 16; i++)
            {
                sockets.Add(await _host.Open(id));
                await sockets[^1].WaitFor(EventNames.Connected);
            }

            await Refused(id, new { }, 4429, "too many");
        }
        finally
        {
            foreach (var socket in sockets)
            {
                await socket.DisposeAsync();
            }
        }
    }

    private async Task Refused(string id, object auth, int code, string message)
    {
        await using var client = SocketIoClients.Enter(_host.Url, id, "websocket", auth);
        var error = await client.Next("connect_error");
        Assert.Equal(code, error.GetProperty("data").GetProperty("code").GetInt32());
        Assert.Contains(message, error.Text("message"), StringComparison.Ordinal);
    }
}
