using System.Collections.Concurrent;
using System.Threading.Channels;
using GamAgent.Protocol;
using GamSessions.Credentials;
using GamSessions.Options;
using GamSessions.Sessions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace GamSessions.Provisioning.Local;

/// <summary>
/// The engine of local mode: a session is an agent and a runner, two processes of this user, in folders of their own. They end with
/// this process, however it ends.
/// </summary>
internal sealed partial class LocalEngine(
    LocalFolders folders,
    LocalPrograms programs,
    ProcessReaping reaping,
    LocalCredentialStore credentials,
    IOptions<GamSessionsOptions> options,
    TimeProvider time,
    ILogger<LocalEngine> logger)
    : ISessionProvisioner, IDisposable
{
    private readonly ConcurrentDictionary<string, LocalSession> _sessions = new(StringComparer.Ordinal);
    private readonly Channel<ProvisionerNotice> _notices = Channel.CreateBounded<ProvisionerNotice>(256);
    private DataFolderLock? _lock;

    /// <inheritdoc/>
    public string Engine => "local";

    /// <inheritdoc/>
    public bool SessionsOutliveControlPlane => false;

    /// <inheritdoc/>
    public IReadOnlyList<(string Name, string Value)> Describe()
    {
        var gam = programs.FindGam();
        var how = gam switch
        {
            { IsStandIn: true } => $"{gam.Path} (the stand-in; set GAM_PATH to use the real one)",
            { IsThere: true } => $"{gam.Path} (from {gam.Source})",
            _ => $"{gam.Path} (from {gam.Source}) IS NOT THERE or not executable: commands will end as not-found; correct {gam.Source}",
        };
        return
        [
            ("gam", how),
            ("credentials", programs.ConfigFolder is { } folder ? $"{folder} (every session gets a copy)" : "none (no ~/.gam; see GamSessions:Local:ConfigFolder)"),
            ("agent", programs.Problem() ?? programs.AgentFolder),
        ];
    }

    /// <inheritdoc/>
    public async Task ReconcileAsync(IReadOnlyList<Session> live, CancellationToken cancellationToken)
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new GamSessionsStartException(
                "Local mode runs on Linux only.", "Run it on Linux (in WSL or a container, for example), or use GamSessions__Engine=kubernetes.");
        }

        folders.CreateRoot();
        _lock = DataFolderLock.Take(folders.DataFolder);
        foreach (var id in folders.SessionIds())
        {
            LogLeftOver(id);
            await RemoveAsync(id, cancellationToken);
        }
    }

    /// <inheritdoc/>
    public async Task ProvisionAsync(SessionSpec spec, CancellationToken cancellationToken)
    {
        if (programs.Problem() is { } problem)
        {
            throw new ProvisioningException(EndReason.Config, problem);
        }

        var configSource = ConfigSource(spec.Session);
        var limits = options.Value.Limits;
        var place = folders.Create(spec.Session.Id);
        var session = new LocalSession(
            spec,
            new ProgramStart(programs.Agent, "serve", ChildEnvironment.ForAgent(spec, place, limits), place.Root),
            new ProgramStart(programs.Runner, "run", ChildEnvironment.ForRunner(spec, place, limits, programs.FindGam(), configSource), place.Work),
            limits,
            notice => _notices.Writer.WriteAsync(notice, CancellationToken.None).AsTask(),
            time,
            logger);
        _sessions[spec.Session.Id] = session;
        await session.StartAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<AgentEndpoint?> FindAgentAsync(string sessionId, CancellationToken cancellationToken) =>
        ValueTask.FromResult(_sessions.TryGetValue(sessionId, out var session) ? session.Endpoint : null);

    /// <inheritdoc/>
    public async Task RemoveAsync(string sessionId, CancellationToken cancellationToken)
    {
        if (_sessions.TryGetValue(sessionId, out var session))
        {
            await session.StopAsync().WaitAsync(cancellationToken);
        }
        else if (!folders.Exist(sessionId))
        {
            return;
        }
        else
        {
            await reaping.ReapProgramsAsync(sessionId, cancellationToken);
        }

        await reaping.ReapCommandsAsync(sessionId, cancellationToken);
        folders.Delete(sessionId);
        if (_sessions.TryRemove(sessionId, out var gone))
        {
            gone.Dispose();
        }
    }

    /// <inheritdoc/>
    public IAsyncEnumerable<ProvisionerNotice> WatchAsync(CancellationToken cancellationToken) => _notices.Reader.ReadAllAsync(cancellationToken);

    /// <inheritdoc/>
    public void Dispose() => _lock?.Dispose();

    private string? ConfigSource(Session session)
    {
        if (session.Credentials is not { } name)
        {
            return programs.ConfigFolder;
        }

        var folder = credentials.FolderOf(session.Owner, name);
        return Directory.Exists(folder)
            ? folder
            : throw new ProvisioningException(EndReason.Config, $"There are no credentials '{name}' any more; PUT /api/credentials/{name} stores them anew. Leave them out to use the host's own.");
    }

    [LoggerMessage(403, LogLevel.Warning, "Session {SessionId} was left by a host that went away; its parts are removed.")]
    private partial void LogLeftOver(string sessionId);
}
