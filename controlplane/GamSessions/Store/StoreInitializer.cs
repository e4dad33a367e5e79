using System.Data.Common;
using GamSessions.Options;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;

namespace GamSessions.Store;

/// <summary>Brings the database to this version before any other service starts, or says why it can't.</summary>
internal sealed class StoreInitializer(IDbContextFactory<StoreContext> contexts, IStoreProvider provider) : IHostedLifecycleService
{
    /// <summary>Makes the database, or brings it up to date; doing it twice changes nothing.</summary>
    /// <exception cref="GamSessionsStartException">The folder cannot be written, or a newer version wrote the store.</exception>
    public async Task InitializeAsync(CancellationToken cancellationToken)
    {
        provider.Prepare();
        try
        {
            await MigrateAsync(cancellationToken);
        }
        catch (DbException e)
        {
            throw new GamSessionsStartException(
                $"The store '{provider.Description}' cannot be opened: {e.Message}",
                $"Repair or move it, or set {GamSessionsOptions.SectionName}:DataFolder to another folder.",
                e);
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => InitializeAsync(cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private async Task MigrateAsync(CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await provider.SetUpAsync(context, cancellationToken);
        var known = context.Database.GetMigrations().ToHashSet(StringComparer.Ordinal);
        var unknown = (await context.Database.GetAppliedMigrationsAsync(cancellationToken)).Where(m => !known.Contains(m)).ToList();
        if (unknown.Count > 0)
        {
            throw new GamSessionsStartException(
                $"The store '{provider.Description}' was written by a newer version of gam-sessions (it has '{unknown[^1]}', which this version doesn't know).",
                $"Run that version or a later one, or set {GamSessionsOptions.SectionName}:DataFolder to another folder. Nothing was changed.");
        }

        await context.Database.MigrateAsync(cancellationToken);
    }
}
