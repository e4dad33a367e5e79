using Microsoft.Extensions.Options;

namespace GamSessions.Options;

/// <summary>Fills in defaults that depend on other settings or on the machine, before validation.</summary>
internal sealed class OptionsDefaults : IPostConfigureOptions<GamSessionsOptions>
{
    public void PostConfigure(string? name, GamSessionsOptions options)
    {
        options.DataFolder = string.IsNullOrWhiteSpace(options.DataFolder) ? DefaultDataFolder() : FullPath(options.DataFolder);
        options.Pulumi.Backend = string.IsNullOrWhiteSpace(options.Pulumi.Backend) ? $"file://{Path.Combine(options.DataFolder, "pulumi")}" : options.Pulumi.Backend;
        options.Exposure ??= Engines.IsCluster(options.Engine) ? Exposures.Ingress : Exposures.Router;
        if (options.Access.AllowedHosts.Count > 0)
        {
            return;
        }

        if (options.Access.Mode == AccessOptions.Local)
        {
            options.Access.AllowedHosts.AddRange(["localhost", "127.0.0.1", "[::1]"]);
        }

        if (options.PublicUrl is { IsAbsoluteUri: true } url && !options.Access.AllowedHosts.Contains(url.Host, StringComparer.OrdinalIgnoreCase))
        {
            options.Access.AllowedHosts.Add(url.Host);
        }
    }

    private static string DefaultDataFolder() => Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.DoNotVerify),
        "gam-sessions");

    // People write ~ in settings, and no shell is there to expand it.
    private static string FullPath(string folder) => Path.GetFullPath(
        folder == "~" || folder.StartsWith("~/", StringComparison.Ordinal)
            ? Path.Join(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), folder[1..])
            : folder);
}
