using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace GamSessions.Store;

/// <summary>Keeps times as UTC ticks: SQLite has no type for them, and as numbers they sort and compare.</summary>
internal sealed class UtcTicksConverter() : ValueConverter<DateTimeOffset, long>(
    time => time.UtcTicks,
    ticks => new DateTimeOffset(ticks, TimeSpan.Zero));
