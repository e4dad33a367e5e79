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
    /// <param name="browser">The Chromium in which it is a page; null for Node.</param>
    public static NodeClient Enter(Uri host, string id, string? transport, object auth, bool quiet = false, string? browser = null)
    {
        var url = $"http://{host.Authority}/ws/session/{id}/";
        object options = Options(transport, auth, host.AbsolutePath.TrimEnd('/'));
        var mode = quiet ? "quiet" : "loud";
        return browser is null ? NodePrograms.Start("socket-io", url, options, mode) : NodePrograms.Start("socket-io-page", url, options, mode, browser);
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

    // None but what the test is about.
    private static Dictionary<string, object> Options(string? transport, object auth, string prefix)
    {
        var options = new Dictionary<string, object> { ["auth"] = auth };
        if (transport is not null)
        {
            options["transports"] = (string[])[transport];
        }

        if (prefix.Length > 0)
        {
            options["path"] = $"{prefix}/socket.io/";
        }

        return options;
    }
}
