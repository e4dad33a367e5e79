using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;

namespace Cluster.Tests.Hosting;

internal sealed partial class ClusterHost
{
    /// <summary>What it printed.</summary>
    public string Printed => Log;

    /// <summary>How a client reaches a session's websocket, with a token that is new.</summary>
    public Task<JsonElement> WebsocketInfo(string id) => Http.GetFromJsonAsync<JsonElement>($"api/sessions/{id}/websocket");

    /// <summary>A client with a new API key, whose name is its owner's; for hosts in the access mode <c>apikey</c>.</summary>
    public async Task<HttpClient> ClientOf(string owner)
    {
        await using var keys = StartedProgram.Start(AgentPrograms.Host, ["keys", "add", owner], _environment, _folder.Path);
        Assert.True(await keys.WaitForEverything(TestCluster.Patience) == 0, keys.Errors.Text);
        var client = new HttpClient { BaseAddress = Http.BaseAddress, Timeout = TestCluster.Patience };
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", keys.Output.Text.Trim());
        return client;
    }
}
