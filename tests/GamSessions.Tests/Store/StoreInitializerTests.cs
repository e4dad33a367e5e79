using GamSessions.Store;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace GamSessions.Tests.Store;

public sealed class StoreInitializerTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_migrations_make_exactly_the_tables_of_the_model()
    {
        await using var store = await TemporaryStore.OpenAsync();
        await using var context = await store.Get<IDbContextFactory<StoreContext>>().CreateDbContextAsync(Stop);

        Assert.False(context.Database.HasPendingModelChanges(), "make a migration: see eng/Migrations/Migrations.csproj");
        Assert.Empty(await context.Database.GetPendingMigrationsAsync(Stop));
    }

    [Fact]
    public async Task Only_its_owner_may_read_the_file_and_readers_do_not_wait_for_the_writer()
    {
        await using var store = await TemporaryStore.OpenAsync();

        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(store.File));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(store.Folder));
        }

        await using var connection = new SqliteConnection($"Data Source={store.File}");
        await connection.OpenAsync(Stop);
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode";
        Assert.Equal("wal", await command.ExecuteScalarAsync(Stop));
    }

    [Fact]
    public async Task A_store_of_a_newer_version_is_refused_unchanged_with_what_to_do()
    {
        await using var store = await TemporaryStore.OpenAsync();
        await using (var context = await store.Get<IDbContextFactory<StoreContext>>().CreateDbContextAsync(Stop))
        {
            await context.Database.ExecuteSqlRawAsync(
                """INSERT INTO "__EFMigrationsHistory" VALUES ('29990101000000_Later', '99.0.0')""", Stop);
        }

        var refusal = await Assert.ThrowsAsync<GamSessionsStartException>(() => TemporaryStore.OpenAsync(store.Folder));

        Assert.Contains("newer version", refusal.Problem, StringComparison.Ordinal);
        Assert.Contains("DataFolder", refusal.Cure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_written_is_told_with_its_name_and_what_to_do()
    {
        // Works for root too: a file stands where the folder should be.
        var file = Path.GetTempFileName();
        var folder = Path.Combine(file, "data");
        try
        {
            var refusal = await Assert.ThrowsAsync<GamSessionsStartException>(() => TemporaryStore.OpenAsync(folder));

            Assert.Contains(folder, refusal.Problem, StringComparison.Ordinal);
            Assert.Contains("DataFolder", refusal.Cure, StringComparison.Ordinal);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_told_with_its_name()
    {
        var folder = Directory.CreateTempSubdirectory("gam-store-").FullName;
        try
        {
            await File.WriteAllTextAsync(Path.Combine(folder, "gam-sessions.db"), new string('x', 5000), Stop);

            var refusal = await Assert.ThrowsAsync<GamSessionsStartException>(() => TemporaryStore.OpenAsync(folder));

            Assert.Contains("gam-sessions.db", refusal.Problem, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
