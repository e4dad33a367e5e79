using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using GamAgent.Protocol;
using GamAgent.Protocol.Settings;
using TestKit;

namespace AgentPair.Tests;

/// <summary>Files in and out of the work folder, through both programs.</summary>
public sealed class FileTests
{
    private const string PartFolder = ".gam-sessions-part";

    public static TheoryData<ProgramForm> Forms => [ProgramForm.Jit, ProgramForm.Aot];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task What_was_put_is_had_again_byte_for_byte_whole_and_in_parts(ProgramForm form)
    {
        await using var pair = await Pair.Start(form);
        using var http = pair.Files();
        var bytes = Noise(5_000_003);

        using var created = await http.PutAsync("files?path=reports/2026/a%20b.csv", new ByteArrayContent(bytes), Stop);
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        Assert.Equal(bytes, await File.ReadAllBytesAsync(Path.Combine(pair.WorkFolder, "reports/2026/a b.csv"), Stop));
        using var replaced = await http.PutAsync("files?path=reports/2026/a%20b.csv", new ByteArrayContent(bytes), Stop);
        Assert.Equal(HttpStatusCode.NoContent, replaced.StatusCode);

        using var whole = await http.GetAsync("files?path=reports/2026/a%20b.csv", Stop);
        Assert.Equal(bytes, await whole.Content.ReadAsByteArrayAsync(Stop));
        Assert.Equal(replaced.Headers.ETag, whole.Headers.ETag);
        Assert.NotEqual(created.Headers.ETag, whole.Headers.ETag);
        foreach (var (from, to) in ((long?, long?)[])[(0, 0), (70_000, 140_000), (5_000_002, null), (null, 300_000)])
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, "files?path=reports/2026/a%20b.csv");
            request.Headers.Range = new RangeHeaderValue(from, to);
            using var part = await http.SendAsync(request, Stop);
            Assert.Equal(HttpStatusCode.PartialContent, part.StatusCode);
            var range = part.Content.Headers.ContentRange!;
            Assert.Equal(bytes.AsMemory((int)range.From!.Value, (int)(range.To!.Value - range.From.Value) + 1), await part.Content.ReadAsByteArrayAsync(Stop));
        }

        using var deleted = await http.DeleteAsync("files?path=reports/2026/a%20b.csv", Stop);
        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await http.GetAsync("files?path=reports/2026/a%20b.csv", Stop)).StatusCode);
        Assert.False(Path.Exists(Path.Combine(pair.WorkFolder, PartFolder)));
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Empty_files_and_bodies_of_unknown_length_work(ProgramForm form)
    {
        await using var pair = await Pair.Start(form);
        using var http = pair.Files();
        var bytes = Noise(1_000_000);

        Assert.Equal(HttpStatusCode.Created, (await http.PutAsync("files?path=empty", new ByteArrayContent([]), Stop)).StatusCode);
        Assert.Equal(0, (await http.GetAsync("files?path=empty", Stop)).Content.Headers.ContentLength);
        using var request = new HttpRequestMessage(HttpMethod.Put, "files?path=chunked") { Content = new ByteArrayContent(bytes) };
        request.Headers.TransferEncodingChunked = true;
        Assert.Equal(HttpStatusCode.Created, (await http.SendAsync(request, Stop)).StatusCode);
        Assert.Equal(bytes, await http.GetByteArrayAsync("files?path=chunked", Stop));
        var list = JsonReading.Parse(await http.GetStringAsync("files", Stop)).At("files").EnumerateArray().ToList();
        Assert.Equal(["chunked", "empty"], list.Select(file => file.Text("path")));
        Assert.Equal([1_000_000, 0], list.Select(file => file.At("size").GetInt32()));
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Nothing_leads_out_of_the_folder_and_nothing_but_files_is_a_file(ProgramForm form)
    {
        using var outside = new TemporaryFolder();
        var secret = outside.Write("secret", "do not show");
        await using var pair = await Pair.Start(form);
        using var http = pair.Files();
        var work = pair.WorkFolder;
        Directory.CreateDirectory(Path.Combine(work, "folder/inner"));
        await File.WriteAllTextAsync(Path.Combine(work, "folder/inner/file"), "inside", Stop);
        File.CreateSymbolicLink(Path.Combine(work, "out"), secret);
        File.CreateSymbolicLink(Path.Combine(work, "out-folder"), outside.Path);
        File.CreateSymbolicLink(Path.Combine(work, "up"), "../../..");
        File.CreateSymbolicLink(Path.Combine(work, "round"), "round");
        File.CreateSymbolicLink(Path.Combine(work, "in"), "folder/inner/../inner/file");
        File.CreateSymbolicLink(Path.Combine(work, "absolute"), Path.Combine(work, "folder/inner"));
        File.CreateSymbolicLink(Path.Combine(work, "device"), "/dev/zero");
        await Run("mkfifo", Path.Combine(work, "pipe"));
        using var listener = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        listener.Bind(new UnixDomainSocketEndPoint(Path.Combine(work, "socket")));

        foreach (var path in (string[])["out", "out-folder/secret", "up/etc/passwd", "round", "device", "pipe", "socket", "folder", "in/x"])
        {
            using var got = await http.GetAsync($"files?path={path}", Stop);
            Assert.True(got.StatusCode == HttpStatusCode.UnprocessableEntity, $"GET {path}: {got.StatusCode}");
            using var put = await http.PutAsync($"files?path={path}", new StringContent("x"), Stop);
            Assert.True(put.StatusCode == HttpStatusCode.UnprocessableEntity, $"PUT {path}: {put.StatusCode}");
        }

        foreach (var path in (string[])["", "..", "../x", "/etc/passwd", "a//b", "a/", "./a", "a/../b", "%00", "a%0Ab", PartFolder, PartFolder + "/1", new string('a', 256)])
        {
            using var got = await http.GetAsync($"files?path={path}", Stop);
            Assert.True(got.StatusCode == HttpStatusCode.BadRequest, $"GET {path}: {got.StatusCode}");
            using var put = await http.PutAsync($"files?path={path}", new StringContent("x"), Stop);
            Assert.True(put.StatusCode == HttpStatusCode.BadRequest, $"PUT {path}: {put.StatusCode}");
            using var deleted = await http.DeleteAsync($"files?path={path}", Stop);
            Assert.True(deleted.StatusCode == HttpStatusCode.BadRequest, $"DELETE {path}: {deleted.StatusCode}");
        }

        Assert.Equal("inside", await http.GetStringAsync("files?path=in", Stop));
        Assert.Equal("inside", await http.GetStringAsync("files?path=absolute/file", Stop));
        using (var through = await http.PutAsync("files?path=in", new StringContent("changed"), Stop))
        {
            Assert.True(through.StatusCode == HttpStatusCode.NoContent, $"{await through.Content.ReadAsStringAsync(Stop)}\n{pair.Server.Errors.Text}\n{pair.Runner.Errors.Text}");
        }

        Assert.Equal("changed", await File.ReadAllTextAsync(Path.Combine(work, "folder/inner/file"), Stop));
        Assert.Equal(HttpStatusCode.NoContent, (await http.DeleteAsync("files?path=out", Stop)).StatusCode);
        Assert.Equal("do not show", await File.ReadAllTextAsync(secret, Stop));
        Assert.Equal(["secret"], Directory.GetFileSystemEntries(outside.Path).Select(Path.GetFileName));
        var list = JsonReading.Parse(await http.GetStringAsync("files", Stop)).At("files").EnumerateArray();
        Assert.Equal(["folder/inner/file"], list.Select(file => file.Text("path")));
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_file_that_is_another_one_now_is_neither_overwritten_nor_sent_again_in_parts(ProgramForm form)
    {
        await using var pair = await Pair.Start(form);
        using var http = pair.Files();
        using var first = await http.PutAsync("files?path=f", new StringContent("first"), Stop);
        var tag = first.Headers.ETag!;

        Assert.Equal(HttpStatusCode.NotModified, await Send(HttpMethod.Get, request => request.Headers.IfNoneMatch.Add(tag)));
        Assert.Equal(HttpStatusCode.OK, await Send(HttpMethod.Get, request => request.Headers.IfMatch.Add(tag)));
        Assert.Equal(HttpStatusCode.PreconditionFailed, await Send(HttpMethod.Put, request => request.Headers.IfNoneMatch.Add(EntityTagHeaderValue.Any)));
        Assert.Equal(HttpStatusCode.NoContent, await Send(HttpMethod.Put, request => request.Headers.IfMatch.Add(tag)));
        Assert.Equal(HttpStatusCode.PreconditionFailed, await Send(HttpMethod.Put, request => request.Headers.IfMatch.Add(tag)));
        Assert.Equal(HttpStatusCode.PreconditionFailed, await Send(HttpMethod.Delete, request => request.Headers.IfMatch.Add(tag)));
        Assert.Equal(HttpStatusCode.PreconditionFailed, await Send(HttpMethod.Get, request => request.Headers.IfMatch.Add(tag)));
        Assert.Equal(HttpStatusCode.OK, await Send(HttpMethod.Get, request =>
        {
            request.Headers.Range = new RangeHeaderValue(0, 1);
            request.Headers.IfRange = new RangeConditionHeaderValue(tag);
        }));
        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, await Send(HttpMethod.Get, request => request.Headers.Range = new RangeHeaderValue(100, null)));

        async Task<HttpStatusCode> Send(HttpMethod method, Action<HttpRequestMessage> prepare)
        {
            using var request = new HttpRequestMessage(method, "files?path=f");
            request.Content = method == HttpMethod.Put ? new StringContent("another") : null;
            prepare(request);
            using var answer = await http.SendAsync(request, Stop);
            return answer.StatusCode;
        }
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_full_folder_takes_no_more_and_says_so_before_the_body_is_sent(ProgramForm form)
    {
        await using var pair = await Pair.Start(form, runnerVariables: new Dictionary<string, string?> { [RunnerVariables.WorkFolderBytes] = "1000000" });
        using var http = pair.Files();
        Assert.Equal(HttpStatusCode.Created, (await http.PutAsync("files?path=a", new ByteArrayContent(new byte[600_000]), Stop)).StatusCode);

        var content = new CountedContent(500_000);
        using var large = new HttpRequestMessage(HttpMethod.Put, "files?path=b") { Content = content };
        large.Headers.ExpectContinue = true;
        Assert.Equal(HttpStatusCode.InsufficientStorage, (await http.SendAsync(large, Stop)).StatusCode);
        Assert.Equal(0, content.Sent);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await http.PutAsync("files?path=b", new ByteArrayContent(new byte[960_000]), Stop)).StatusCode);
        using var chunked = new HttpRequestMessage(HttpMethod.Put, "files?path=b") { Content = new ByteArrayContent(new byte[800_000]) };
        chunked.Headers.TransferEncodingChunked = true;
        Assert.Equal(HttpStatusCode.InsufficientStorage, (await http.SendAsync(chunked, Stop)).StatusCode);

        Assert.Equal(["a"], Directory.GetFileSystemEntries(pair.WorkFolder).Select(Path.GetFileName));
        Assert.Equal(HttpStatusCode.Created, (await http.PutAsync("files?path=b", new ByteArrayContent(new byte[300_000]), Stop)).StatusCode);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task Many_files_at_once_and_a_command_that_floods_disturb_each_other_in_nothing(ProgramForm form)
    {
        await using var pair = await Pair.Start(form);
        using var http = pair.Files();
        await using var socket = await pair.Client();
        await socket.WaitFor(EventNames.Connected);
        await socket.SendCommand("flood 20000000", "flood");
        var output = socket.ReadUntil(EventNames.Exit);

        await Task.WhenAll(Enumerable.Range(0, 12).Select(async i =>
        {
            var bytes = Noise(2_000_000 + i, i);
            using var put = await http.PutAsync($"files?path=f{i}", new ByteArrayContent(bytes), Stop);
            Assert.Equal(HttpStatusCode.Created, put.StatusCode);
            Assert.Equal(bytes, await http.GetByteArrayAsync($"files?path=f{i}", Stop));
        }));

        var events = await output;
        Assert.Equal(ExitReason.Exited, events[^1].Read<ExitData>().Reason);
        Assert.Equal(events[^1].Read<ExitData>().OutputBytes, Encoding.UTF8.GetByteCount(events.OutputText()));
        Assert.DoesNotContain("carried", pair.Runner.Errors.Text, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_large_file_takes_no_memory_to_speak_of(ProgramForm form)
    {
        const int Bytes = 300_000_000;
        await using var pair = await Pair.Start(form);
        using var http = pair.Files();
        await http.PutAsync("files?path=warm", new ByteArrayContent(new byte[1_000_000]), Stop);
        await http.GetByteArrayAsync("files?path=warm", Stop);
        var before = ProcessTable.ResidentBytes(pair.Server.Pid) + ProcessTable.ResidentBytes(pair.Runner.Pid);

        Assert.Equal(HttpStatusCode.Created, (await http.PutAsync("files?path=large", new CountedContent(Bytes), Stop)).StatusCode);
        var uploaded = ProcessTable.ResidentBytes(pair.Server.Pid) + ProcessTable.ResidentBytes(pair.Runner.Pid);
        await using var stream = await http.GetStreamAsync("files?path=large", Stop);
        var buffer = new byte[1 << 16];
        var total = 0L;
        for (int count; (count = await stream.ReadAsync(buffer, Stop)) > 0; total += count)
        {
        }

        var downloaded = ProcessTable.ResidentBytes(pair.Server.Pid) + ProcessTable.ResidentBytes(pair.Runner.Pid);
        Assert.Equal(Bytes, total);
        Assert.InRange(uploaded - before, long.MinValue, Bytes / 3);
        Assert.InRange(downloaded - before, long.MinValue, Bytes / 3);
    }

    [Theory]
    [InlineData(SessionRole.Operator)]
    [InlineData(SessionRole.Viewer)]
    public async Task Only_the_control_plane_has_files(SessionRole role)
    {
        await using var pair = await Pair.Start(ProgramForm.Jit);
        using var http = pair.Files(role);
        Assert.Equal(HttpStatusCode.Forbidden, (await http.GetAsync("files", Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await http.PutAsync("files?path=a", new StringContent("x"), Stop)).StatusCode);
        http.DefaultRequestHeaders.Remove("Authorization");
        Assert.Equal(HttpStatusCode.Unauthorized, (await http.GetAsync("files", Stop)).StatusCode);
        Assert.Empty(Directory.GetFileSystemEntries(pair.WorkFolder));
    }

    private static byte[] Noise(int length, int seed = 7)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private static async Task Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync(Stop);
        Assert.Equal(0, process.ExitCode);
    }
}
