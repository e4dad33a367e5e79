using GamAgent.Protocol;
using GamSessions.Credentials;
using GamSessions.Options;
using GamSessions.Store;
using Microsoft.Extensions.Options;

namespace GamSessions.Sessions;

/// <inheritdoc cref="ISessionService"/>
internal sealed class SessionService(
    ISessionStore store,
    SessionRecords records,
    SessionWorkers workers,
    SessionResourceLimits resources,
    ICredentialStore credentials,
    SessionsGate gate,
    SteadyClock clock,
    TimeProvider time,
    IOptions<GamSessionsOptions> options) : ISessionService
{
    /// <summary>The image of those who name none.</summary>
    public const string DefaultImage = "default-gam-image";

    private static readonly TimeSpan RetryAfterLimit = TimeSpan.FromSeconds(30);

    /// <inheritdoc/>
    public async Task<Session> CreateAsync(NewSession request, CancellationToken cancellationToken)
    {
        gate.ThrowIfClosed();
        var limits = options.Value.Limits;
        var image = request.Image ?? DefaultImage;
        if (image != DefaultImage && !options.Value.Images.ContainsKey(image))
        {
            throw new SessionRequestException("unknown-image", $"There is no image '{image}'; GET /api/images lists those that there are.", "image");
        }

        if (request.Credentials is { } name && (!CredentialNames.IsName(name) || await credentials.FindAsync(request.Owner, name, cancellationToken) is null))
        {
            // Better refused than run with the host's own.
            throw new SessionRequestException(
                "out-of-range",
                $"There are no credentials '{name}' of yours; GET /api/credentials lists those that there are. Leave the field out for the host's own.",
                "credentials");
        }

        resources.Check(request.Config);
        var now = clock.Now;
        var session = new Session
        {
            Id = SessionIds.New(request.Name),
            Name = request.Name,
            Image = image,
            Status = SessionStatus.Starting,
            Owner = request.Owner,
            CreatedAt = now,
            LastActivityAt = now,
            ExpiresAt = now + resources.Lifetime(request.Config),
            Config = request.Config,
            Credentials = request.Credentials,
        };
        switch (await store.TryAddAsync(session, limits.MaxSessionsPerOwner, limits.MaxSessions, cancellationToken))
        {
            case SessionLimit.Owner:
                throw new SessionLimitException(
                    $"You have {limits.MaxSessionsPerOwner} sessions, the most that an owner may have; delete one first.", RetryAfterLimit);
            case SessionLimit.All:
                throw new SessionLimitException(
                    $"There are {limits.MaxSessions} sessions, the most in all; try again when one has ended.", RetryAfterLimit);
            default:
                records.Announce(session);
                workers.GetOrStart(session);
                return session;
        }
    }

    /// <inheritdoc/>
    public async Task<Session> WaitWhileStartingAsync(string id, TimeSpan wait, CancellationToken cancellationToken)
    {
        if (workers.Find(id) is { } worker)
        {
            await Task.WhenAny(worker.Started, Task.Delay(wait, time, cancellationToken));
            cancellationToken.ThrowIfCancellationRequested();
        }

        return await store.FindAsync(id, cancellationToken)
            ?? throw new SessionRequestException("not-found", $"There is no session '{id}'.");
    }

    /// <inheritdoc/>
    public Task<Session?> FindAsync(string id, CancellationToken cancellationToken) =>
        SessionIds.IsWellFormed(id) ? store.FindAsync(id, cancellationToken) : Task.FromResult<Session?>(null);

    /// <inheritdoc/>
    public Task<SessionPage> ListAsync(SessionQuery query, CancellationToken cancellationToken) => store.ListAsync(query, cancellationToken);

    /// <inheritdoc/>
    public async Task<Session?> EndAsync(string id, EndReason reason, CancellationToken cancellationToken)
    {
        if (!SessionIds.IsWellFormed(id))
        {
            return null;
        }

        var session = await records.MarkEndingAsync(id, reason, null, cancellationToken);
        if (session is { Status: SessionStatus.Ending })
        {
            workers.GetOrStart(session).Order(new EndOrder(reason));
        }

        return session;
    }

    /// <inheritdoc/>
    public async Task<Session?> ExtendAsync(string id, int minutes, CancellationToken cancellationToken)
    {
        if (!SessionIds.IsWellFormed(id))
        {
            return null;
        }

        var longest = options.Value.Limits.MaxLifetime;
        if (minutes < 1 || minutes > longest.TotalMinutes)
        {
            throw new SessionRequestException("out-of-range", $"Write from 1 to {longest.TotalMinutes:0.##} minutes.", "minutes");
        }

        var now = clock.Now;
        return await records.UpdateAsync(
            id,
            session =>
            {
                var end = now + TimeSpan.FromMinutes(minutes);
                if (end > session.CreatedAt + longest)
                {
                    throw new SessionRequestException(
                        "out-of-range",
                        $"A session lives at most {longest.TotalMinutes:0.##} minutes (GamSessions:Limits:MaxLifetime), this one until {session.CreatedAt + longest:u}.",
                        "minutes");
                }

                return session.IsLive && end > session.ExpiresAt ? session with { ExpiresAt = end } : null;
            },
            cancellationToken);
    }
}
