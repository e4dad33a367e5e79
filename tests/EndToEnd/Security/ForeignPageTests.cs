using System.Net;
using System.Text;
using EndToEnd.Tests.Hosting;

namespace EndToEnd.Tests.Security;

/// <summary>A web page of a foreign origin, or one that rebinds DNS, changes nothing and learns nothing.</summary>
public sealed class ForeignPageTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private HostProgram _host = null!;
    private string _id = null!;

    public async ValueTask InitializeAsync()
    {
        _host = await HostProgram.Start(_folder.Path);
        _id = await _host.CreateId("secret name");
    }

    public async ValueTask DisposeAsync()
    {
        await _host.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("Origin", "https://evil.example", "foreign-origin")]
    [InlineData("Origin", "null", "foreign-origin")]
    [InlineData("Origin", "http://localhost.evil.example", "foreign-origin")]
    [InlineData("Host", "evil.example", "foreign-host")]
    [InlineData("Host", "localhost.evil.example", "foreign-host")]
    [InlineData("Host", "127.0.0.1.evil.example:5080", "foreign-host")]
    public async Task It_is_refused_everywhere(string header, string value, string code)
    {
        foreach (var (method, path, body) in Calls())
        {
            using var request = new HttpRequestMessage(method, path);
            request.Headers.TryAddWithoutValidation(header, value);
            if (body is not null)
            {
                request.Content = new StringContent(body, Encoding.UTF8, "application/json");
            }

            using var answer = await _host.Http.SendAsync(request, TestContext.Current.CancellationToken);
            var text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            Assert.True(answer.StatusCode == HttpStatusCode.Forbidden, $"{method} {path}: {answer.StatusCode}");
            Assert.Equal(code, JsonReading.Parse(text).Text("code"));
            Assert.DoesNotContain("secret name", text, StringComparison.Ordinal);
            Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
        }

        var refusal = await GamSocket.Refused(_host.SocketUri(_id), new GamSocketOptions
        {
            Origin = header == "Origin" ? value : null,
            Headers = header == "Host" ? new Dictionary<string, string> { ["Host"] = value } : new Dictionary<string, string>(),
        });
        Assert.Equal(HttpStatusCode.Forbidden, refusal.Status);
        await NothingChanged();
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("multipart/form-data")]
    public async Task A_body_of_the_types_that_a_form_can_send_creates_nothing(string type)
    {
        using var content = new StringContent("""{"name":"forged"}""", Encoding.UTF8);
        content.Headers.ContentType = new System.Net.Http.Headers.MediaTypeHeaderValue(type);
        using var answer = await _host.Http.PostAsync("api/sessions", content, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        await NothingChanged();
    }

    private IEnumerable<(HttpMethod Method, string Path, string? Body)> Calls() =>
    [
        (HttpMethod.Get, "api/sessions", null),
        (HttpMethod.Get, $"api/sessions/{_id}", null),
        (HttpMethod.Get, $"api/sessions/{_id}/websocket", null),
        (HttpMethod.Post, "api/sessions", """{"name":"forged"}"""),
        (HttpMethod.Post, $"api/sessions/{_id}/extend", """{"minutes":1}"""),
        (HttpMethod.Delete, $"api/sessions/{_id}", null),
        (HttpMethod.Get, "", null),
    ];

    private async Task NothingChanged()
    {
        var only = Assert.Single((await _host.Get("api/sessions")).At("sessions").EnumerateArray());
        Assert.Equal((_id, "ready"), (only.Text("id"), only.Text("status")));
    }
}
