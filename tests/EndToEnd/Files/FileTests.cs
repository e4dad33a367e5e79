using System.Net;
using System.Net.Http.Headers;
using System.Text;
using EndToEnd.Tests.Hosting;
using EndToEnd.Tests.Records;

namespace EndToEnd.Tests.Files;

/// <summary>Files of a session by REST, as an administrator uses them.</summary>
public sealed class FileTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_CSV_goes_in_is_worked_on_and_what_GAM_wrote_comes_out()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProgram.Start(folder.Path);
        var id = await host.CreateId();
        var files = $"api/sessions/{id}/files/";

        using var csv = new StringContent("primaryEmail\nann@example.com\nbob@example.com\n", Encoding.UTF8, "text/csv");
        csv.Headers.ContentType!.CharSet = "utf-8";
        using (var put = await host.Http.PutAsync($"{files}lists/users.csv", csv, Stop))
        {
            Assert.Equal(HttpStatusCode.Created, put.StatusCode);
            Assert.Equal($"/{files}lists/users.csv", put.Headers.Location?.OriginalString);
            Assert.NotNull(put.Headers.ETag);
        }

        var (status, ran) = await host.Run(id, new { command = "gam csv ./lists/users.csv gam info user ~primaryEmail" });
        Assert.Equal((200, "exited"), (status, ran.Text("reason")));
        Assert.Contains("bob@example.com", ran.Text("stdout") + ran.Text("stderr"), StringComparison.Ordinal);
        Assert.Equal("exited", (await host.Run(id, new { command = "gam redirect csv ./out.csv print users rows 3" })).Body.Text("reason"));

        using var got = await host.Http.GetAsync($"{files}out.csv", Stop);
        var text = await got.Content.ReadAsStringAsync(Stop);
        Assert.Equal(4, text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
        Assert.Equal("application/octet-stream", got.Content.Headers.ContentType?.ToString());
        Assert.Equal("attachment", got.Content.Headers.ContentDisposition?.DispositionType);
        Assert.Equal("out.csv", got.Content.Headers.ContentDisposition?.FileNameStar);
        Assert.Equal("nosniff", Assert.Single(got.Headers.GetValues("X-Content-Type-Options")));
        Assert.Equal(Encoding.UTF8.GetByteCount(text), got.Content.Headers.ContentLength);
        var list = (await host.Get(files)).At("files").EnumerateArray().ToList();
        Assert.Equal(["lists/users.csv", "out.csv"], list.Select(file => file.Text("path")));
        Assert.Equal(got.Headers.ETag?.Tag, list[1].Text("etag"));

        using var request = new HttpRequestMessage(HttpMethod.Get, $"{files}out.csv");
        request.Headers.Range = new RangeHeaderValue(2, 5);
        using var part = await host.Http.SendAsync(request, Stop);
        Assert.Equal((HttpStatusCode.PartialContent, text[2..6]), (part.StatusCode, await part.Content.ReadAsStringAsync(Stop)));
        Assert.Equal(HttpStatusCode.NoContent, (await host.Http.DeleteAsync($"{files}out.csv", Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Http.GetAsync($"{files}out.csv", Stop)).StatusCode);
    }

    [Fact]
    public async Task Names_arrive_as_they_are_meant_and_nothing_leads_out()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProgram.Start(folder.Path);
        var id = await host.CreateId();
        var work = folder.Combine("sessions", id, "work");

        foreach (var name in (string[])["two words.csv", "é✓𝄞.csv", "100%25.csv", "a+b&c=d?e#f.csv", "\"quoted\".csv", "deep/er/and/deeper.csv"])
        {
            var path = string.Join('/', name.Split('/').Select(Uri.EscapeDataString));
            using var put = await host.Http.PutAsync($"api/sessions/{id}/files/{path}", Bytes(name), Stop);
            Assert.True(put.StatusCode == HttpStatusCode.Created, $"{name}: {put.StatusCode}");
            Assert.Equal(name, await File.ReadAllTextAsync(Path.Combine(work, name), Stop));
            using var got = await host.Http.GetAsync($"api/sessions/{id}/files/{path}", Stop);
            Assert.Equal((HttpStatusCode.OK, name), (got.StatusCode, await got.Content.ReadAsStringAsync(Stop)));
        }

        File.CreateSymbolicLink(Path.Combine(work, "out"), "/etc/hostname");
        Directory.CreateSymbolicLink(Path.Combine(work, "root"), "/");
        foreach (var (path, expected) in ((string, int)[])[("out", 422), ("root/etc/hostname", 422), ("a%2F..%2F..%2Fx", 400), ("%2Fetc%2Fhostname", 400), ("a%01", 400), ("a%2Fb", 400)])
        {
            using var got = await host.Http.GetAsync($"api/sessions/{id}/files/{path}", Stop);
            Assert.True((int)got.StatusCode == expected, $"{path}: {(int)got.StatusCode}");
            using var put = await host.Http.PutAsync($"api/sessions/{id}/files/{path}", Bytes("x"), Stop);
            Assert.True((int)put.StatusCode == expected, $"{path}: {(int)put.StatusCode}");
        }

        // What no client of ours would send: dots that the server itself would take out of the path.
        foreach (var path in (string[])["../../../../etc/hostname", "%2e%2e/%2e%2e/x", "a/../b"])
        {
            Assert.DoesNotContain(" 200 ", await RawGet(host.Url, $"/api/sessions/{id}/files/{path}"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task What_a_web_form_could_send_is_refused_and_so_is_what_does_not_fit()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProgram.Start(folder.Path, new Dictionary<string, string?> { ["GamSessions__Limits__WorkFolderBytes"] = "1Mi" });
        var id = await host.CreateId();
        foreach (var type in (string[])["text/plain", "text/plain; charset=utf-8", "multipart/form-data; boundary=x", "application/x-www-form-urlencoded"])
        {
            using var content = new ByteArrayContent([1]);
            content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
            Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await host.Http.PutAsync($"api/sessions/{id}/files/a", content, Stop)).StatusCode);
        }

        using var full = await host.Http.PutAsync($"api/sessions/{id}/files/a", new ByteArrayContent(new byte[900_000]), Stop);
        Assert.Equal(HttpStatusCode.Created, full.StatusCode);
        using var over = await host.Http.PutAsync($"api/sessions/{id}/files/b", new ByteArrayContent(new byte[200_000]), Stop);
        Assert.Equal(507, (int)over.StatusCode);
        Assert.Equal("disk-full", JsonReading.Parse(await over.Content.ReadAsStringAsync(Stop)).Text("code"));
        Assert.Equal(413, (int)(await host.Http.PutAsync($"api/sessions/{id}/files/b", new ByteArrayContent(new byte[1_100_000]), Stop)).StatusCode);
        Assert.Equal(["a"], Directory.GetFileSystemEntries(folder.Combine("sessions", id, "work")).Select(Path.GetFileName));
        await Eventually.True("the session says so", async () => (await host.Session(id)).At("conditions").ToString().Contains("disk-full", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Files_of_a_session_that_is_over_or_never_was_are_not_there()
    {
        using var folder = new TemporaryFolder();
        await using var host = await HostProgram.Start(folder.Path);
        var id = await host.CreateId();
        using (await host.Http.DeleteAsync($"api/sessions/{id}", Stop))
        {
            await host.WaitForStatus(id, "ended");
        }

        Assert.Equal(HttpStatusCode.Gone, (await host.Http.GetAsync($"api/sessions/{id}/files/", Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.Gone, (await host.Http.PutAsync($"api/sessions/{id}/files/a", Bytes("x"), Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await host.Http.GetAsync("api/sessions/none-0000000000/files/a", Stop)).StatusCode);
    }

    private static ByteArrayContent Bytes(string text) => new(Encoding.UTF8.GetBytes(text));

    private static async Task<string> RawGet(Uri host, string target)
    {
        using var client = new System.Net.Sockets.TcpClient();
        await client.ConnectAsync(host.Host, host.Port, Stop);
        await using var stream = client.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"GET {target} HTTP/1.1\r\nHost: {host.Authority}\r\nConnection: close\r\n\r\n"), Stop);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(Stop);
    }
}
