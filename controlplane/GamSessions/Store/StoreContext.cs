using GamSessions.Store.Rows;
using Microsoft.EntityFrameworkCore;

namespace GamSessions.Store;

/// <summary>The tables. It knows no provider; what differs between providers is in <see cref="IStoreProvider"/>.</summary>
internal sealed class StoreContext(DbContextOptions<StoreContext> options) : DbContext(options)
{
    public DbSet<SessionRow> Sessions => Set<SessionRow>();

    public DbSet<SigningKeyRow> SigningKeys => Set<SigningKeyRow>();

    public DbSet<ApiKeyRow> ApiKeys => Set<ApiKeyRow>();

    public DbSet<IdempotencyRow> Idempotency => Set<IdempotencyRow>();

    public DbSet<CommandRow> Commands => Set<CommandRow>();

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder) =>
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UtcTicksConverter>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.Entity<SessionRow>(row =>
        {
            row.ToTable("Sessions");
            row.HasKey(s => s.Id);
            row.Property(s => s.Id).HasMaxLength(63);
            row.Property(s => s.Version).IsConcurrencyToken();
            row.HasIndex(s => new { s.Owner, s.CreatedAt });
            row.HasIndex(s => new { s.Status, s.EndedAt });
        });
        modelBuilder.Entity<SigningKeyRow>(row =>
        {
            row.ToTable("SigningKeys");
            row.HasKey(k => k.Id);
        });
        modelBuilder.Entity<ApiKeyRow>(row =>
        {
            row.ToTable("ApiKeys");
            row.HasKey(k => k.Hash);
            row.HasIndex(k => k.Name);
        });
        modelBuilder.Entity<IdempotencyRow>(row =>
        {
            row.ToTable("Idempotency");
            row.HasKey(r => new { r.Owner, r.Key });
            row.HasIndex(r => r.CreatedAt);
        });
        modelBuilder.Entity<CommandRow>(row =>
        {
            row.ToTable("Commands");
            row.HasKey(c => c.Id);
            row.HasIndex(c => new { c.SessionId, c.Epoch, c.Seq }).IsUnique();

            // The audit goes with the record of its session.
            row.HasOne<SessionRow>().WithMany().HasForeignKey(c => c.SessionId).OnDelete(DeleteBehavior.Cascade);
        });
    }
}
