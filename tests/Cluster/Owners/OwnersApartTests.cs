using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Cluster.Tests.Hosting;

namespace Cluster.Tests.Owners;

/// <summary>Two owners whose credentials have the same name: Secrets, pods and folders of their own.</summary>
public sealed class OwnersApartTests
{
    private const string Refresh = "1//never-to-be-seen";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Sessions_of_two_owners_share_no_credential_and_no_folder()
    {
        await using var host = await ClusterHost.Start(
            "owners", new Dictionary<string, string?> { ["Access:Mode"] = "apikey", ["Access:AllowedHosts:0"] = "127.0.0.1", ["Access:AllowedHosts:1"] = TestCluster.Ingress.Host });
        using var ann = await host.ClientOf("ann");
        using var bob = await host.ClientOf("bob");
        using (var put = await ann.PutAsJsonAsync("api/credentials/acme", new { files = Files("ann") }, Stop))
        {
            Assert.Equal(HttpStatusCode.Created, put.StatusCode);
        }

        // One owner's name is no name of another's.
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await Create(bob)).Status);
        using (var put = await bob.PutAsJsonAsync("api/credentials/acme", new { files = Files("bob") }, Stop))
        {
            Assert.Equal(HttpStatusCode.Created, put.StatusCode);
        }

        using (var put = await bob.PutAsJsonAsync("api/credentials/acme", new { files = new Dictionary<string, string> { ["gam.cfg"] = "[DEFAULT]\ncustomer_id = my_customer\n" } }, Stop))
        {
            Assert.Equal(HttpStatusCode.NoContent, put.StatusCode);
        }

        Assert.Equal("client_secrets.json oauth2.txt", await FileNames(ann));
        Assert.Equal("client_secrets.json oauth2.txt gam.cfg", await FileNames(bob));

        var created = await Task.WhenAll(Create(ann), Create(bob));
        Assert.All(created, made => Assert.True(made.Status is HttpStatusCode.Created or HttpStatusCode.Accepted, made.Body.GetRawText()));
        string[] ids = [.. created.Select(made => made.Body.Text("session.id"))];
        await Eventually.True("both are ready", async () => (await Status(ann, ids[0]), await Status(bob, ids[1])) == ("ready", "ready"), TestCluster.Patience);
        PodShell[] gams = [.. await Task.WhenAll(ids.Select(id => PodShell.OfSession(host.Space.Name, id)))];
        var secrets = await Kubectl.Names("secrets", host.Space.Name, "app.kubernetes.io/component=credentials");
        Assert.Equal(2, secrets.Count);
        Assert.Equal(secrets.Order(StringComparer.Ordinal), (await Task.WhenAll(gams.Select(Mounted))).Order(StringComparer.Ordinal));

        await gams[0].Run("echo mine >/var/lib/gam-session/work/mine.csv");
        Assert.Equal("mine.csv", (await gams[0].Run("ls /var/lib/gam-session/work")).Trim());
        Assert.Equal("", (await gams[1].Run("ls /var/lib/gam-session/work")).Trim());
        Assert.Contains("for-ann", await gams[0].Run("cat /run/gam-config/gam/oauth2.txt"), StringComparison.Ordinal);
        Assert.Contains("for-bob", await gams[1].Run("cat /run/gam-config/gam/oauth2.txt"), StringComparison.Ordinal);
        Assert.DoesNotContain("for-bob", await gams[0].Run("cat /run/gam-config/gam/* 2>/dev/null || true"), StringComparison.Ordinal);

        foreach (var (client, theirs) in ((HttpClient, string)[])[(ann, ids[1]), (bob, ids[0])])
        {
            Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync($"api/sessions/{theirs}", Stop)).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await client.GetAsync($"api/sessions/{theirs}/websocket", Stop)).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await client.DeleteAsync($"api/sessions/{theirs}", Stop)).StatusCode);
        }

        // The owner's Secret outlives sessions, and goes when its owner says so.
        await Task.WhenAll(ann.DeleteAsync($"api/sessions/{ids[0]}", Stop), bob.DeleteAsync($"api/sessions/{ids[1]}", Stop));
        await Task.WhenAll(ids.Select(host.Reached.IsGone));
        Assert.Equal(2, (await Kubectl.Names("secrets", host.Space.Name, "app.kubernetes.io/component=credentials")).Count);
        await Eventually.True("ann's credentials can be deleted", async () => (await ann.DeleteAsync("api/credentials/acme", Stop)).StatusCode == HttpStatusCode.NoContent);
        Assert.Equal(HttpStatusCode.NotFound, (await ann.GetAsync("api/credentials/acme", Stop)).StatusCode);
        Assert.Single(await Kubectl.Names("secrets", host.Space.Name, "app.kubernetes.io/component=credentials"));
        Assert.DoesNotContain(Refresh, host.Printed, StringComparison.Ordinal);
    }

    private static async Task<(HttpStatusCode Status, JsonElement Body)> Create(HttpClient client)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "api/sessions") { Content = JsonContent.Create(new { name = "Owned", credentials = "acme" }) };
        request.Headers.Add("Prefer", "wait=50");
        using var answer = await client.SendAsync(request, Stop);
        return (answer.StatusCode, JsonReading.Parse(await answer.Content.ReadAsStringAsync(Stop)));
    }

    private static async Task<string> Status(HttpClient client, string id) => (await client.GetFromJsonAsync<JsonElement>($"api/sessions/{id}", Stop)).Text("session.status");

    private static async Task<string> FileNames(HttpClient client) =>
        string.Join(' ', (await client.GetFromJsonAsync<JsonElement>("api/credentials/acme", Stop)).At("files").EnumerateArray().Select(file => file.Text("name")));

    private static async Task<string> Mounted(PodShell gam) => "secret/" + (await Kubectl.Get("pod", gam.Pod, "-n", gam.Space)).At("spec.volumes")
        .EnumerateArray().Single(volume => volume.TryAt("secret") is not null).Text("secret.secretName");

    private static Dictionary<string, string> Files(string owner) => new()
    {
        ["oauth2.txt"] = $$"""{"client_id":"for-{{owner}}","refresh_token":"{{Refresh}}"}""",
        ["client_secrets.json"] = $$$"""{"installed":{"client_id":"for-{{{owner}}}","client_secret":"{{{Refresh}}}"}}""",
    };
}
