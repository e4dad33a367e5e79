using GamSessions.Store.Rows;
using Microsoft.EntityFrameworkCore;

namespace GamSessions.Store;

/// <summary>
/// The audit's rows. A row is made once by its event (session, epoch, seq) and ended once: what comes again, after a restart of anybody,
/// changes nothing.
/// </summary>
internal sealed class CommandStore(IDbContextFactory<StoreContext> contexts, IStoreProvider provider)
{
    /// <summary>Adds a row, unless its event made one before or its session has no record any more.</summary>
    public async Task AddAsync(CommandRow row, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await using var transaction = await provider.BeginWriteAsync(context, cancellationToken);
        if (await context.Commands.AnyAsync(c => c.SessionId == row.SessionId && c.Epoch == row.Epoch && c.Seq == row.Seq, cancellationToken)
            || !await context.Sessions.AnyAsync(s => s.Id == row.SessionId, cancellationToken))
        {
            return;
        }

        context.Commands.Add(row);
        await context.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Ends the row of a command that runs; none that has an end already.</summary>
    public async Task EndAsync(string sessionId, string epoch, string commandId, CommandEnding ending, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        await EndAsync(
            context.Commands.Where(c => c.SessionId == sessionId && c.Epoch == epoch && c.CommandId == commandId && c.EndedAt == null),
            ending,
            cancellationToken);
    }

    /// <summary>The rows of a session that have no end.</summary>
    public async Task<IReadOnlyList<CommandRow>> ListOpenAsync(string sessionId, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        return await context.Commands.AsNoTracking().Where(c => c.SessionId == sessionId && c.EndedAt == null).OrderBy(c => c.Id).ToListAsync(cancellationToken);
    }

    /// <summary>A page of a session's rows, the oldest first, and whether there are more.</summary>
    public async Task<(IReadOnlyList<CommandRow> Rows, bool More)> ListAsync(string sessionId, int page, int pageSize, CancellationToken cancellationToken)
    {
        await using var context = await contexts.CreateDbContextAsync(cancellationToken);
        var found = await context.Commands.AsNoTracking().Where(c => c.SessionId == sessionId).OrderBy(c => c.Id)
            .Skip((int)Math.Min((long)(page - 1) * pageSize, int.MaxValue)).Take(pageSize + 1).ToListAsync(cancellationToken);
        return ([.. found.Take(pageSize)], found.Count > pageSize);
    }

    private static Task<int> EndAsync(IQueryable<CommandRow> rows, CommandEnding ending, CancellationToken cancellationToken) =>
        rows.ExecuteUpdateAsync(
            row => row
                .SetProperty(c => c.EndedAt, ending.EndedAt)
                .SetProperty(c => c.ExitCode, ending.ExitCode)
                .SetProperty(c => c.Reason, ending.Reason)
                .SetProperty(c => c.Class, ending.Class)
                .SetProperty(c => c.Meaning, ending.Meaning)
                .SetProperty(c => c.OutputBytes, ending.OutputBytes)
                .SetProperty(c => c.Sha256, ending.Sha256),
            cancellationToken);
}

/// <summary>The end of a command, as a row has it.</summary>
internal sealed record CommandEnding(
    DateTimeOffset EndedAt, int? ExitCode, string Reason, string Class, string Meaning, long OutputBytes, string? Sha256);
