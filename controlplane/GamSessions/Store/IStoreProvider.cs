using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace GamSessions.Store;

/// <summary>All that depends on which database it is.</summary>
internal interface IStoreProvider
{
    /// <summary>Which database it is, for messages; no secret in it.</summary>
    string Description { get; }

    /// <summary>Selects the database for a context.</summary>
    void Configure(DbContextOptionsBuilder options);

    /// <summary>Makes what must be there before the first connection: the folder, the file and its rights.</summary>
    /// <exception cref="GamSessionsStartException">It can't be made.</exception>
    void Prepare();

    /// <summary>What is wrong with where the database is, in words, that its connections may not notice; or null.</summary>
    string? FindProblem();

    /// <summary>Sets the database's own modes, once, after the first connection.</summary>
    Task SetUpAsync(StoreContext context, CancellationToken cancellationToken);

    /// <summary>A transaction that sees no other writer between its first read and its commit.</summary>
    Task<IDbContextTransaction> BeginWriteAsync(StoreContext context, CancellationToken cancellationToken);

    /// <summary>Whether a write failed only because another one held the same row or key at that moment, or made it first.</summary>
    bool IsConflict(DbUpdateException exception);
}
