using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Cluster.Tests.Websockets;

/// <summary>A control plane, wherever it runs, as its clients see it: an address and a key.</summary>
/// <param name="Http">A client of its REST API with a key; its base address ends in a slash.</param>
/// <param name="Space">The namespace of its sessions.</param>
/// <param name="Log">What the control plane has to say when a test fails.</param>
internal sealed record ReachedPlatform(HttpClient Http, string Space, Func<Task<string>> Log)
{
    private const string Kinds = "deployments,replicasets,pods,services,endpointslices,ingresses,networkpolicies,secrets,configmaps";

    /// <summary>Creates a session, waits until it is ready, and returns the whole answer; a busy machine may take longer than a create's wait.</summary>
    public async Task<JsonElement> Create(string name, string? image = null)
    {
        using var answer = await TryCreate(name, image);
        var body = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.StatusCode is HttpStatusCode.Created or HttpStatusCode.Accepted, $"{answer.StatusCode}: {body}\n{await Log()}");
        var created = JsonReading.Parse(body);
        if (answer.StatusCode == HttpStatusCode.Created)
        {
            return created;
        }

        var session = await Settled(created.Text("session.id"));
        Assert.True(session.Text("status") == "ready", $"{session}\n{await Log()}");
        var websocketInfo = await Http.GetFromJsonAsync<JsonElement>($"api/sessions/{session.Text("id")}/websocket");
        return JsonSerializer.SerializeToElement(new { session, websocketInfo });
    }

    /// <summary>The session once it is not starting any more.</summary>
    public async Task<JsonElement> Settled(string id)
    {
        JsonElement session = default;
        await Eventually.True($"session {id} is ready or has failed", async () => (session = await Session(id)).Text("status") != "starting", TestCluster.Patience);
        return session;
    }

    /// <summary>Asks for a session and returns the answer, whatever it is.</summary>
    public async Task<HttpResponseMessage> TryCreate(string name, string? image = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/sessions") { Content = JsonContent.Create(new { name, image }) };
        request.Headers.Add("Prefer", "wait=50");
        return await Http.SendAsync(request);
    }

    /// <summary>The session as the API shows it.</summary>
    public async Task<JsonElement> Session(string id) => (await Http.GetFromJsonAsync<JsonElement>($"api/sessions/{id}")).At("session");

    /// <summary>Asks for its end.</summary>
    public async Task Delete(string id)
    {
        using var answer = await Http.DeleteAsync($"api/sessions/{id}");
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
    }

    /// <summary>Waits until the cluster holds nothing of a session any more.</summary>
    public Task IsGone(string id) =>
        Eventually.True("nothing of the session is left", async () => (await Kubectl.Names(Kinds, Space, $"session_id={id}")).Count == 0, TestCluster.Patience);

    /// <summary>Opens a session's websocket by the address that <c>websocketInfo</c> gives.</summary>
    public static Task<GamSocket> Open(JsonElement created, string query = "") => GamSocket.Connect(
        new Uri(created.Text("websocketInfo.url") + query), new GamSocketOptions { Token = created.Text("websocketInfo.token") });

    /// <summary>
    /// Opens it through the control plane, which answers for every session, one that is over too. Where both share an address, the
    /// controller that routes goes on sending to a deleted session's pod for a moment (502, 503), as docs/kubernetes.md says.
    /// </summary>
    public Task<GamSocket> OpenByControlPlane(JsonElement created)
    {
        var address = new UriBuilder(new Uri(Http.BaseAddress!, $"ws/session/{created.Text("session.id")}/")) { Scheme = "ws" }.Uri;
        var options = new GamSocketOptions { Token = created.Text("websocketInfo.token") };
        return Eventually.Get("the control plane answers", () => GamSocket.ConnectUnless(address, options, HttpStatusCode.BadGateway, HttpStatusCode.ServiceUnavailable), TestCluster.Patience);
    }
}
