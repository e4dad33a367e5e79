using System.Text;
using System.Text.Json.Nodes;
using GamSessions.Access;
using GamSessions.Api;
using GamSessions.Options;
using GamSessions.Provisioning;
using GamSessions.Records;
using GamSessions.Sessions;
using GamSessions.Store;
using GamSessions.Tests.Sessions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TestKit.OpenApi;

namespace GamSessions.Tests.Api;

/// <summary>The API on a real server and a real store, without an engine. Every answer to its client is checked against the document.</summary>
internal sealed class ApiHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly string _folder;

    private ApiHost(WebApplication app, string folder, CapturedLog log)
    {
        _app = app;
        _folder = folder;
        Log = log;
    }

    public CapturedLog Log { get; }

    public string DataFolder => _folder;

    public Uri Address { get; private set; } = null!;

    public HttpClient Client { get; private set; } = null!;

    public FakeEngine Engine => (FakeEngine)Get<ISessionProvisioner>();

    public FakeSessionService Sessions => (FakeSessionService)Get<ISessionService>();

    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<ApiHost> StartAsync(params (string Key, string Value)[] settings) => await StartAsync(_ => { }, settings);

    public static async Task<ApiHost> StartAsync(Action<WebApplicationBuilder> configure, params (string Key, string Value)[] settings)
    {
        var folder = Path.Combine(Path.GetTempPath(), $"gam-api-{Guid.NewGuid():N}");
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { EnvironmentName = "Production" });
        builder.Configuration.AddInMemoryCollection(settings
            .Select(s => KeyValuePair.Create($"GamSessions:{s.Key}", (string?)s.Value))
            .Append(KeyValuePair.Create("GamSessions:DataFolder", (string?)folder)));
        var log = new CapturedLog();
        builder.Logging.AddProvider(log).SetMinimumLevel(LogLevel.Trace);
        builder.WebHost.UseKestrel(server => server.AddServerHeader = false).UseUrls("http://127.0.0.1:0");
        builder.Services.AddRouting();
        builder.Services.AddSessionOptions(null);
        builder.Services.AddSessionStore();
        builder.Services.AddSessionAccess();
        builder.Services.AddSingleton<ISessionService, FakeSessionService>();
        builder.Services.AddSessionRecords();
        builder.Services.AddSingleton<ISessionProvisioner>(new FakeEngine());
        builder.Services.AddSessionApi();
        configure(builder);
        var app = builder.Build();
        app.UseRouting();
        app.MapSessionApi();
        var host = new ApiHost(app, folder, log);
        try
        {
            await app.StartAsync(Stop);
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }

        host.Address = new Uri(app.Urls.Single());
        var prefix = app.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<GamSessionsOptions>>().Value.PublicUrl?.AbsolutePath.TrimEnd('/') ?? "";
        host.Client = new HttpClient(new ContractHandler(
            new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false }, new Uri(host.Address, "/openapi/v1.json"), prefix))
        {
            BaseAddress = host.Address,
        };
        return host;
    }

    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    public async Task<string> AddKeyAsync(string name, CallerRole role = CallerRole.Operator, DateTimeOffset? expiresAt = null, string? owner = null) =>
        await Get<ApiKeyAdministration>().AddAsync(name, owner ?? name, role, expiresAt, Stop) ?? throw new InvalidOperationException("in use");

    public Task<Answer> CreateAsync(string name = "My Session", string? key = null) =>
        SendAsync(HttpMethod.Post, "/api/sessions", $$"""{"name":"{{name}}"}""", key is null ? [] : [("Authorization", $"Bearer {key}")]);

    public async Task<Answer> SendAsync(HttpMethod method, string path, string? json = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri(Address, path));
        if (json is not null)
        {
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        }

        foreach (var (name, value) in headers)
        {
            if (name == "Host")
            {
                request.Headers.Host = value;
            }
            else if (name == "Content-Type")
            {
                request.Content!.Headers.Remove(name);
                request.Content.Headers.TryAddWithoutValidation(name, value);
            }
            else
            {
                request.Headers.TryAddWithoutValidation(name, value);
            }
        }

        var response = await Client.SendAsync(request, Stop);
        var body = await response.Content.ReadAsStringAsync(Stop);
        return new Answer(response, response.Content.Headers.ContentType?.MediaType is "application/json" or "application/problem+json" ? JsonNode.Parse(body) : null, body);
    }

    public Task<Answer> GetAsync(string path, params (string Name, string Value)[] headers) => SendAsync(HttpMethod.Get, path, null, headers);

    public async ValueTask DisposeAsync()
    {
        Client?.Dispose();
        await _app.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }
}

/// <summary>What the API answered.</summary>
internal sealed record Answer(HttpResponseMessage Response, JsonNode? Json, string Body)
{
    public int Status => (int)Response.StatusCode;

    public string? Code => (string?)Json?["code"];

    public string Id => (string)Json!["session"]!["id"]!;

    public string? Header(string name) =>
        Response.Headers.TryGetValues(name, out var values) || Response.Content.Headers.TryGetValues(name, out values) ? string.Join(", ", values) : null;

    public IEnumerable<string> Fields => Json?["errors"]?.AsObject().Select(p => p.Key) ?? [];
}
