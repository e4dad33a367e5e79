using GamSessions.Options;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Options;

namespace GamSessions.Store.Sqlite;

/// <summary>
/// SQLite in one file of the data folder. It holds signing keys, so that only its owner may read it. SQLite has one writer: others wait
/// for it, up to <see cref="BusyTimeout"/>.
/// </summary>
internal sealed class SqliteStoreProvider(IOptions<GamSessionsOptions> options) : IStoreProvider
{
    /// <summary>The file's name in the data folder.</summary>
    public const string FileName = "gam-sessions.db";

    /// <summary>How long a command waits for another writer.</summary>
    public static readonly TimeSpan BusyTimeout = TimeSpan.FromSeconds(30);

    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    public string Description => FilePath;

    private string Folder => options.Value.DataFolder!;

    private string FilePath => Path.Combine(Folder, FileName);

    public void Configure(DbContextOptionsBuilder options) => options.UseSqlite(new SqliteConnectionStringBuilder
    {
        DataSource = FilePath,
        Mode = SqliteOpenMode.ReadWrite,
        DefaultTimeout = (int)BusyTimeout.TotalSeconds,
    }.ToString());

    // An open file answers for as long as it is open, whatever became of its name.
    public string? FindProblem() => File.Exists(FilePath) ? null : $"The store's file {FilePath} is gone.";

    public void Prepare()
    {
        try
        {
            if (OperatingSystem.IsWindows())
            {
                Directory.CreateDirectory(Folder);
            }
            else
            {
                Directory.CreateDirectory(Folder, OwnerOnly | UnixFileMode.UserExecute);
            }

            // SQLite needs to make files beside its own (the write-ahead log): the folder counts, not the file alone.
            var probe = Path.Combine(Folder, $".write-{Guid.NewGuid():N}");
            using (new FileStream(probe, FileMode.CreateNew, FileAccess.Write, FileShare.None, 1, FileOptions.DeleteOnClose))
            {
            }

            var open = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.ReadWrite };
            if (!OperatingSystem.IsWindows())
            {
                open.UnixCreateMode = OwnerOnly;
            }

            using (new FileStream(FilePath, open))
            {
            }

            if (!OperatingSystem.IsWindows())
            {
                File.SetUnixFileMode(FilePath, OwnerOnly);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new GamSessionsStartException(
                $"The data folder '{Folder}' cannot be written: {e.Message}",
                $"Give this user the right to write there, or set {GamSessionsOptions.SectionName}:DataFolder to another folder.",
                e);
        }
    }

    public async Task SetUpAsync(StoreContext context, CancellationToken cancellationToken)
    {
        // Readers and the writer don't wait for each other, and a commit needs no sync of the whole file.
        await context.Database.ExecuteSqlRawAsync("PRAGMA journal_mode=WAL", cancellationToken);
    }

    // Microsoft.Data.Sqlite begins with BEGIN IMMEDIATE: the write lock is taken before the first read.
    public Task<IDbContextTransaction> BeginWriteAsync(StoreContext context, CancellationToken cancellationToken) =>
        context.Database.BeginTransactionAsync(cancellationToken);

    public bool IsConflict(DbUpdateException exception) =>
        exception is DbUpdateConcurrencyException
        || exception.InnerException is SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_BUSY or SQLitePCL.raw.SQLITE_CONSTRAINT };
}
