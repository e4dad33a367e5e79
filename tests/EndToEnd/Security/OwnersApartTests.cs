using System.Net;
using System.Net.Http.Json;
using EndToEnd.Tests.Hosting;
using EndToEnd.Tests.Records;

namespace EndToEnd.Tests.Security;

/// <summary>Two owners share no credential and no folder, and no secret shows anywhere.</summary>
public sealed class OwnersApartTests
{
    private const string Secret = "1//never-to-be-seen";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_owners_share_no_credential_and_no_folder()
    {
        using var folder = new TemporaryFolder();
        var keys = new Dictionary<string, string>();
        foreach (var owner in (string[])["ann", "bob"])
        {
            keys[owner] = await AddKey(folder.Path, owner);
        }

        await using var host = await HostProgram.Start(folder.Path, new Dictionary<string, string?> { ["GamSessions__Access__Mode"] = "apikey" });
        var ids = new Dictionary<string, string>();
        foreach (var owner in keys.Keys)
        {
            using var put = await Send(host, keys[owner], HttpMethod.Put, "api/credentials/acme", JsonContent.Create(new { files = Files(owner) }));
            Assert.Equal(HttpStatusCode.Created, put.StatusCode);
            using var made = await Send(host, keys[owner], HttpMethod.Post, "api/sessions", JsonContent.Create(new { name = owner, credentials = "acme" }));
            Assert.Equal(HttpStatusCode.Created, made.StatusCode);
            ids[owner] = JsonReading.Parse(await made.Content.ReadAsStringAsync(Stop)).Text("session.id");
            using var file = await Send(host, keys[owner], HttpMethod.Put, $"api/sessions/{ids[owner]}/files/mine.csv", new ByteArrayContent([1]));
            Assert.Equal(HttpStatusCode.Created, file.StatusCode);
        }

        foreach (var (owner, other) in ((string, string)[])[("ann", "bob"), ("bob", "ann")])
        {
            Assert.Contains($"for-{owner}", await File.ReadAllTextAsync(folder.Combine("sessions", ids[owner], "config", "oauth2.txt"), Stop), StringComparison.Ordinal);
            foreach (var (method, path) in ((HttpMethod, string)[])[
                (HttpMethod.Get, $"api/sessions/{ids[other]}/files/"), (HttpMethod.Get, $"api/sessions/{ids[other]}/files/mine.csv"),
                (HttpMethod.Put, $"api/sessions/{ids[other]}/files/mine.csv"), (HttpMethod.Delete, $"api/sessions/{ids[other]}/files/mine.csv")])
            {
                using var refused = await Send(host, keys[owner], method, path, method == HttpMethod.Put ? new ByteArrayContent([2]) : null);
                Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
            }
        }

        using var unknown = await Send(host, keys["ann"], HttpMethod.Post, "api/sessions", JsonContent.Create(new { name = "x", credentials = "bobs" }));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, unknown.StatusCode);
        Assert.Equal(2, Directory.GetDirectories(folder.Combine("credentials")).Length);
        Assert.Equal([1], await File.ReadAllBytesAsync(folder.Combine("sessions", ids["bob"], "work", "mine.csv"), Stop));
    }

    [Fact]
    public async Task No_credential_and_no_content_of_a_file_is_in_logs_argv_environments_audit_or_transcript()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProgram.Start(folder.Path, new Dictionary<string, string?> { ["Logging__LogLevel__Default"] = "Trace" });
        using (var put = await host.Http.PutAsJsonAsync("api/credentials/acme", new { files = Files("x") }, Stop))
        {
            Assert.Equal(HttpStatusCode.Created, put.StatusCode);
        }

        using var made = await host.Http.PostAsJsonAsync("api/sessions", new { name = "x", credentials = "acme" }, Stop);
        var id = JsonReading.Parse(await made.Content.ReadAsStringAsync(Stop)).Text("session.id");
        using (var file = await host.Http.PutAsync($"api/sessions/{id}/files/list.csv", new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(Secret)), Stop))
        {
            Assert.Equal(HttpStatusCode.Created, file.StatusCode);
        }

        Assert.Equal(Secret, await host.Http.GetStringAsync($"api/sessions/{id}/files/list.csv", Stop));
        await host.Run(id, new { command = "gam info domain" });

        foreach (var pid in SessionProcesses.All(id).Append(host.Pid))
        {
            Assert.DoesNotContain(Secret, string.Join('\n', ProcessTable.Arguments(pid)), StringComparison.Ordinal);
            Assert.DoesNotContain(Secret, await File.ReadAllTextAsync($"/proc/{pid}/environ", Stop), StringComparison.Ordinal);
        }

        Assert.DoesNotContain(Secret, await host.Http.GetStringAsync($"api/sessions/{id}/commands", Stop), StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, await host.Transcript(id, "jsonl"), StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, await host.Http.GetStringAsync("api/credentials/acme", Stop), StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, host.Printed, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Credentials_that_were_put_anew_reach_a_session_that_runs_before_its_next_command()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProgram.Start(folder.Path);
        await host.Http.PutAsJsonAsync("api/credentials/acme", new { files = Files("one") }, Stop);
        using var made = await host.Http.PostAsJsonAsync("api/sessions", new { name = "x", credentialsSecret = "acme" }, Stop);
        var id = JsonReading.Parse(await made.Content.ReadAsStringAsync(Stop)).Text("session.id");
        var token = folder.Combine("sessions", id, "config", "oauth2.txt");
        Assert.Contains("for-one", await File.ReadAllTextAsync(token, Stop), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Conflict, (await host.Http.DeleteAsync("api/credentials/acme", Stop)).StatusCode);

        using (var put = await host.Http.PutAsJsonAsync("api/credentials/acme", new { files = Files("two") }, Stop))
        {
            Assert.Equal(HttpStatusCode.NoContent, put.StatusCode);
        }

        await host.Run(id, new { command = "gam info domain" });
        Assert.Contains("for-two", await File.ReadAllTextAsync(token, Stop), StringComparison.Ordinal);
    }

    private static Dictionary<string, string> Files(string owner) => new()
    {
        ["oauth2.txt"] = $$"""{"client_id":"for-{{owner}}","refresh_token":"{{Secret}}"}""",
        ["client_secrets.json"] = $$$"""{"installed":{"client_id":"for-{{{owner}}}","client_secret":"{{{Secret}}}"}}""",
    };

    private static async Task<string> AddKey(string dataFolder, string owner)
    {
        await using var program = HostProgram.Launch(dataFolder, arguments: ["keys", "add", owner]);
        Assert.Equal(0, await program.WaitForEverything());
        return program.Output.Text.Split((char[])[' ', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries).First(word => word.StartsWith("gsk_", StringComparison.Ordinal));
    }

    private static async Task<HttpResponseMessage> Send(HostProgram host, string key, HttpMethod method, string path, HttpContent? content)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        request.Headers.Add("Authorization", $"Bearer {key}");
        return await host.Http.SendAsync(request, Stop);
    }
}
