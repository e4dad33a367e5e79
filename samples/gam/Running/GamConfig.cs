using System.Globalization;

namespace StandInGam.Running;

/// <summary>
/// The settings of <c>gam.cfg</c> under <c>GAMCFGDIR</c> (its section DEFAULT), changed for one command by <c>config NAME VALUE</c>.
/// Those that begin with <c>standin_</c> are this program's own: <c>standin_speed</c> (2 halves every pause), <c>standin_rows</c>
/// (users in the made-up domain), <c>standin_credentials</c> (ok, missing, expired, noscopes).
/// </summary>
internal sealed class GamConfig
{
    private static readonly string[] Names =
    [
        "show_commands", "show_gettings", "show_gettings_got_nl", "num_threads", "process_wait_limit", "multiprocess_pool_limit",
        "api_calls_tries_limit", "no_browser", "todrive_nobrowser", "csv_output_no_escape_char", "auto_batch_min", "debug_level",
        "config_dir", "cache_dir", "drive_dir", "input_dir", "show_multiprocess_info", "domain", "customer_id",
        "standin_speed", "standin_rows", "standin_credentials",
    ];

    private readonly Dictionary<string, string> _values = new(StringComparer.OrdinalIgnoreCase);

    public static string Folder =>
        Environment.GetEnvironmentVariable("GAMCFGDIR") is { Length: > 0 } set ? set : Path.Combine(Environment.GetEnvironmentVariable("HOME") ?? "/", ".gam");

    public bool ShowCommands => Flag("show_commands", false);

    public bool ShowGettings => Flag("show_gettings", true);

    public bool GettingsWithNewline => Flag("show_gettings_got_nl", false);

    public int Threads => Math.Max(1, Number("num_threads", 5));

    public int TriesLimit => Number("api_calls_tries_limit", 10);

    public int PoolLimit => Number("multiprocess_pool_limit", 0);

    /// <summary>Seconds; 0 waits for ever.</summary>
    public int ProcessWaitLimit => Number("process_wait_limit", 0);

    public int Rows => Number("standin_rows", 120);

    public string Credentials => Value("standin_credentials") ?? "ok";

    private double Speed => double.TryParse(Value("standin_speed"), NumberStyles.Float, CultureInfo.InvariantCulture, out var speed) && speed > 0 ? speed : 1;

    /// <summary>The pairs set by <c>config</c>, which workers get too.</summary>
    public Dictionary<string, string> Changed { get; } = new(StringComparer.OrdinalIgnoreCase);

    public static GamConfig Load()
    {
        var config = new GamConfig();
        var file = Path.Combine(Folder, "gam.cfg");
        if (!File.Exists(file))
        {
            return config;
        }

        var section = "DEFAULT";
        foreach (var line in File.ReadLines(file).Select(line => line.Trim()))
        {
            if (line is ['[', .. var name, ']'])
            {
                section = name;
            }
            else if (section == "DEFAULT" && line is not (['#' or ';', ..] or []) && line.IndexOf('=') is > 0 and var at)
            {
                config._values[line[..at].Trim()] = line[(at + 1)..].Trim();
            }
        }

        return config;
    }

    public static bool IsName(string word) => Names.Contains(word, StringComparer.OrdinalIgnoreCase);

    public void Set(string name, string value) => Changed[name] = value;

    public TimeSpan Pause(double milliseconds) => TimeSpan.FromMilliseconds(milliseconds / Speed);

    private string? Value(string name) => Changed.GetValueOrDefault(name) ?? _values.GetValueOrDefault(name);

    private bool Flag(string name, bool otherwise) =>
        Value(name) is { } value ? value.ToLowerInvariant() is "true" or "on" or "yes" or "1" or "enabled" : otherwise;

    private int Number(string name, int otherwise) =>
        int.TryParse(Value(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : otherwise;
}
