using GamAgent.Protocol;
using GamSessions.Access;
using GamSessions.Credentials;
using GamSessions.Provisioning;
using GamSessions.Sessions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TestKit;

namespace GamSessions.Tests.Provisioning.Local;

/// <summary>The library with the local engine, the real agent programs and the stand-in.</summary>
internal sealed class LocalPlane : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly WebApplication _app;

    private LocalPlane(Action<TemporaryFolder, Dictionary<string, string?>>? change)
    {
        var settings = new Dictionary<string, string?>
        {
            ["GamSessions:DataFolder"] = DataFolder,
            ["GamSessions:Local:AgentFolder"] = Programs(),
            ["GamSessions:Local:GamPath"] = AgentPrograms.StandInGam,
            ["GamSessions:Local:ConfigFolder"] = _folder.Folder("credentials"),
        };
        change?.Invoke(_folder, settings);
        var builder = WebApplication.CreateBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Services.AddGamSessions();
        _app = builder.Build();
        _app.MapGamSessions();
    }

    public string DataFolder => _folder.Combine("data");

    public ISessionProvisioner Engine => _app.Services.GetRequiredService<ISessionProvisioner>();

    public ICredentialStore Credentials => _app.Services.GetRequiredService<ICredentialStore>();

    public ISessionService Sessions => _app.Services.GetRequiredService<ISessionService>();

    public static async Task<LocalPlane> StartAsync(Action<TemporaryFolder, Dictionary<string, string?>>? change = null)
    {
        var plane = new LocalPlane(change);
        await plane._app.StartAsync(TestContext.Current.CancellationToken);
        return plane;
    }

    public async Task<Session> CreateAsync(string? credentials = null)
    {
        var session = await Sessions.CreateAsync(new NewSession("local", "Local", null, new SessionConfig(), credentials), CancellationToken.None);
        return await Sessions.WaitWhileStartingAsync(session.Id, TimeSpan.FromMinutes(2), TestContext.Current.CancellationToken);
    }

    public async Task<string> CreateReadyAsync()
    {
        var session = await CreateAsync();
        Assert.True(session.Status is SessionStatus.Ready, $"{session.Status} {session.Reason}: {session.Message}");
        return session.Id;
    }

    public async Task<GamSocket> OpenAsync(string id, string query = "")
    {
        var token = await _app.Services.GetRequiredService<ISessionTokenIssuer>().IssueAsync(id, "tester", SessionRole.Operator, CancellationToken.None);
        return await GamSocket.Connect(
            new Uri($"{_app.Urls.First().Replace("http", "ws", StringComparison.Ordinal)}/ws/session/{id}/{query}"), new GamSocketOptions { Token = token.Value });
    }

    /// <summary>The same, tried again while the agent is being replaced.</summary>
    public Task<GamSocket> OpenAgainAsync(string id, string query) => Eventually.Get<GamSocket>("a websocket opens again", async () =>
    {
        try
        {
            return await OpenAsync(id, query);
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    });

    public async Task<Session> WaitForAsync(string id, SessionStatus status)
    {
        await Eventually.True($"session {id} is {status}", async () => (await Sessions.FindAsync(id, CancellationToken.None))!.Status == status);
        return (await Sessions.FindAsync(id, CancellationToken.None))!;
    }

    public static int Agent(string id) => Assert.Single(ProcessTable.WithEnvironment("GamAgent__SessionId", id), ProcessTable.IsAlive);

    public static int Runner(string id) => Assert.Single(ProcessTable.WithEnvironment("GamRunner__SessionId", id), ProcessTable.IsAlive);

    /// <summary>A folder with both agent programs, as the host has one.</summary>
    private string Programs()
    {
        var folder = _folder.Folder("agent");
        foreach (var program in (string[])[AgentPrograms.ServerJit, AgentPrograms.RunnerJit])
        {
            foreach (var file in Directory.EnumerateFiles(Path.GetDirectoryName(program)!))
            {
                File.Copy(file, Path.Combine(folder, Path.GetFileName(file)), overwrite: true);
            }
        }

        return folder;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _folder.Dispose();
    }
}
