using System.Globalization;
using GamAgent.Runner.Settings;

namespace GamAgent.Runner.Credentials;

/// <summary>Our values in GAM's configuration.</summary>
internal static class GamKeys
{
    private const long BaseBytes = 512L * 1024 * 1024;
    private const long BytesPerThread = 150L * 1000 * 1000;
    private const int MostThreads = 5;

    /// <summary>Those that are always ours: the session's folders, no browser, and the lines that bulk commands are followed by.</summary>
    internal static IReadOnlyDictionary<string, string> Forced(RunnerSettings settings) => new Dictionary<string, string>
    {
        ["config_dir"] = settings.ConfigFolder,
        ["cache_dir"] = settings.CacheFolder,
        ["drive_dir"] = settings.WorkFolder,
        ["input_dir"] = settings.WorkFolder,
        ["no_browser"] = "true",
        ["todrive_nobrowser"] = "true",
        ["show_commands"] = "true",
    };

    /// <summary>Those that apply where the user set nothing.</summary>
    /// <param name="memoryLimit">The session's memory in bytes, or 0 when there is no limit.</param>
    internal static IReadOnlyDictionary<string, string> Defaults(long memoryLimit)
    {
        var keys = new Dictionary<string, string>
        {
            ["show_gettings"] = "true",
            ["show_gettings_got_nl"] = "true",
            ["csv_output_no_escape_char"] = "true",
            ["process_wait_limit"] = "300",
            ["auto_batch_min"] = "0",
            ["cmdlog"] = "",
        };
        if (memoryLimit > 0)
        {
            var threads = Math.Clamp((memoryLimit - BaseBytes) / BytesPerThread, 1, MostThreads);
            keys["num_threads"] = threads.ToString(CultureInfo.InvariantCulture);
        }

        return keys;
    }
}
