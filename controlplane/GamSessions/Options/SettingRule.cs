namespace GamSessions.Options;

/// <summary>What one key may be; the documentation's range column and the validation are the same words.</summary>
/// <param name="Key">The key below the section, for example <c>Limits:PingInterval</c>.</param>
/// <param name="Range">What is allowed, in words.</param>
/// <param name="Value">Its value as people would write it.</param>
/// <param name="Holds">Whether it is allowed.</param>
internal sealed record SettingRule(string Key, string Range, Func<GamSessionsOptions, object?> Value, Func<GamSessionsOptions, bool> Holds)
{
    /// <summary>The whole key.</summary>
    public string FullKey => $"{GamSessionsOptions.SectionName}:{Key}";

    /// <summary>What is wrong and what to do, or null when nothing is.</summary>
    public string? Check(GamSessionsOptions options) => Holds(options)
        ? null
        : Value(options) is null or ""
        ? $"{FullKey} is missing. Set it to {Range}."
        : $"{FullKey} = '{Value(options) ?? "null"}' is not allowed. Set it to {Range}, or remove it for the default.";

    /// <summary>A duration between two, both included.</summary>
    public static SettingRule Duration(string key, Func<GamSessionsOptions, TimeSpan> value, TimeSpan from, TimeSpan to) =>
        new(key, $"{from:c} to {to:c}", o => value(o), o => value(o) >= from && value(o) <= to);

    /// <summary>The same, or null for none.</summary>
    public static SettingRule OptionalDuration(string key, Func<GamSessionsOptions, TimeSpan?> value, TimeSpan from, TimeSpan to) =>
        new(key, $"{from:c} to {to:c}, or nothing for no limit", o => value(o), o => value(o) is not { } v || (v >= from && v <= to));

    /// <summary>A size between two, both included.</summary>
    public static SettingRule Size(string key, Func<GamSessionsOptions, ByteSize> value, string from, string to) => new(
        key, $"{from} to {to}", o => value(o), o => value(o).Bytes >= ByteSize.Parse(from).Bytes && value(o).Bytes <= ByteSize.Parse(to).Bytes);

    /// <summary>A number between two, both included.</summary>
    public static SettingRule Number(string key, Func<GamSessionsOptions, int> value, int from, int to) =>
        new(key, $"{from} to {to}", o => value(o), o => value(o) >= from && value(o) <= to);

    /// <summary>One of several words.</summary>
    public static SettingRule Choice(string key, Func<GamSessionsOptions, string?> value, params string[] words) =>
        new(key, string.Join(" or ", words.Select(w => $"`{w}`")), value, o => words.Contains(value(o), StringComparer.Ordinal));

    /// <summary>Anything, or what a function says.</summary>
    public static SettingRule Text(string key, string range, Func<GamSessionsOptions, object?> value, Func<GamSessionsOptions, bool>? holds = null) =>
        new(key, range, value, holds ?? (_ => true));
}
