using SocketIo.Tests.Harness;

namespace SocketIo.Tests.Sockets;

public sealed class ReconnectTests
{
    [Theory]
    [InlineData("refused", "44")]
    [InlineData("sent away", "41")]
    public async Task A_client_may_connect_again_the_moment_it_knows_that_it_was(string what, string packet)
    {
        const int times = 500;
        var io = new SocketIoServer();
        io.Of("/door").Use((_, _) => new(what == "refused" ? new ConnectRefusal("Not now.") : null));
        io.Of("/door").OnConnection = async socket => await socket.DisconnectAsync();
        await using var host = await EngineHost.Start(io);
        var (client, answer) = await host.Enter("40/door");
        await using var _ = client;

        for (var i = 0; i < times; i++)
        {
            if (what == "sent away")
            {
                Assert.StartsWith("40/door,{", answer, StringComparison.Ordinal);
                answer = await client.Text();
            }

            Assert.StartsWith(packet + "/door,", answer, StringComparison.Ordinal);
            await client.Send("40/door");
            answer = await client.Text();
        }
    }
}
