namespace GamSessions.Options;

/// <summary>Who may call.</summary>
public sealed class AccessOptions
{
    /// <summary>The mode <c>local</c>.</summary>
    internal const string Local = "local";

    /// <summary>The mode <c>apikey</c>.</summary>
    internal const string ApiKey = "apikey";

    /// <summary><c>local</c> (default: loopback only) or <c>apikey</c>.</summary>
    /// <remarks>Range: `local` or `apikey`.</remarks>
    public string Mode { get; set; } = Local;

    /// <summary>Origins that browsers may come from, beside our own.</summary>
    /// <remarks>Range: origins as `https://gam.example.com`, no path.</remarks>
    public List<string> AllowedOrigins { get; } = [];

    /// <summary>Host names that requests may bear; default localhost, 127.0.0.1 and [::1] in <c>local</c> mode, else that of <c>PublicUrl</c>.</summary>
    /// <remarks>Range: host names without port.</remarks>
    public List<string> AllowedHosts { get; } = [];
}
