using System.Text;
using System.Text.Json;

namespace TestKit;

/// <summary>Unmodified clients of Socket.IO in the namespace of a session, and what they told.</summary>
public static class SocketIoClients
{
    /// <summary>The transports that a client is allowed; null for its default.</summary>
    public static readonly string?[] Transports = ["polling", "websocket", null];

    /// <summary>A client in the namespace of a session.</summary>
    /// <param name="host">Where it finds the control plane; a path is the prefix behind which that is.</param>
    /// <param name="id">The session.</param>
    /// <param name="transport">One of <see cref="Transports"/>.</param>
    /// <param name="auth">What it says of itself.</param>
    /// <param name="quiet">Whether texts of <c>output</c> are only counted.</param>
    public static NodeClient Enter(Uri host, string id, string? transport, object auth, bool quiet = false) =>
        NodePrograms.Start("socket-io", Namespace(host, id), Options(host, transport, auth), quiet ? "quiet" : "loud");

    /// <summary>One that has started and waits to be told how it shall come in (<see cref="ComeIn"/>): starting takes a busy machine long.</summary>
    /// <param name="host">As for <see cref="Enter"/>.</param>
    /// <param name="id">The session.</param>
    /// <param name="browser">The Chromium in which it is a page; null for Node.</param>
    public static NodeClient Prepare(Uri host, string id, string? browser) => browser is null
        ? NodePrograms.Start("socket-io", Namespace(host, id), "null", "loud")
        : NodePrograms.Start("socket-io-page", Namespace(host, id), "null", "loud", browser, new Uri(host, "healthz").ToString());

    /// <summary>Tells it.</summary>
    public static Task ComeIn(this NodeClient client, Uri host, string? transport, object auth) => client.Tell(new { open = Options(host, transport, auth) });

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

    private static string Namespace(Uri host, string id) => $"http://{host.Authority}/ws/session/{id}/";

    // None but what the test is about.
    private static Dictionary<string, object> Options(Uri host, string? transport, object auth)
    {
        var options = new Dictionary<string, object> { ["auth"] = auth };
        if (transport is not null)
        {
            options["transports"] = (string[])[transport];
        }

        if (host.AbsolutePath.Length > 1)
        {
            options["path"] = new Uri(host, "socket.io/").AbsolutePath;
        }

        return options;
    }
}
