using System.Text;
using System.Text.Json;
using EndToEnd.Tests.Hosting;

namespace EndToEnd.Tests.SocketIo;

/// <summary>One session and clients of Socket.IO in its namespace.</summary>
internal static class SocketIoSession
{
    /// <summary>The transports that a client is allowed; null for its default.</summary>
    public static readonly string?[] Transports = ["polling", "websocket", null];

    /// <summary>A client in the namespace of a session, with the token that REST gave.</summary>
    public static NodeClient Enter(Uri host, string id, string? transport, object auth, bool quiet = false) =>
        NodePrograms.Start("socket-io", $"http://{host.Authority}/ws/session/{id}/", Options(transport, auth), quiet ? "quiet" : "loud");

    /// <summary>The options of a client: none but what the test is about.</summary>
    public static object Options(string? transport, object auth) =>
        transport is null ? new { auth } : new { auth, transports = (string[])[transport] };

    /// <summary>A session, with its id and a token for it.</summary>
    public static async Task<(string Id, string Token)> CreateWithToken(this HostProgram host, object? config = null)
    {
        var created = await host.Create(config: config);
        return (created.Text("session.id"), created.Text("websocketInfo.token"));
    }

    /// <summary>All texts of <c>output</c> on one stream, joined.</summary>
    public static string Output(this NodeClient client, string stream = "stdout") => client.Lines
        .Where(line => line.Text("is") == "event" && line.Text("event") == "output" && line.GetProperty("args")[1].Text("stream") == stream)
        .Aggregate(new StringBuilder(), (text, line) => text.Append(line.GetProperty("args")[0].GetString())).ToString();

    /// <summary>The names of all events, in order.</summary>
    public static IReadOnlyList<string> EventNames(this NodeClient client) =>
        [.. client.Lines.Where(line => line.Text("is") == "event").Select(line => line.Text("event"))];

    /// <summary>How many lines of a kind there are.</summary>
    public static int Count(this NodeClient client, string kind) => client.Lines.Count(line => line.Text("is") == kind);

    /// <summary>The numbers of the journal's events, in the order in which they came.</summary>
    public static IReadOnlyList<long> Seqs(this NodeClient client) =>
    [
        .. client.Lines.Where(line => line.Text("is") == "event")
            .Select(line => line.GetProperty("args"))
            .Where(args => args[1].ValueKind is JsonValueKind.Object && args[1].TryGetProperty("seq", out _))
            .Select(args => args[1].GetProperty("seq").GetInt64()),
    ];
}
