namespace GamSessions.Options;

/// <summary>Who may call.</summary>
public sealed class AccessOptions
{
    /// <summary><c>local</c> (default: loopback only) or <c>apikey</c>.</summary>
    public string Mode { get; set; } = "local";

    /// <summary>Origins that browsers may come from, beside our own.</summary>
    public List<string> AllowedOrigins { get; } = [];

    /// <summary>Host names that requests may bear; default localhost, 127.0.0.1 and [::1] in <c>local</c> mode, else that of <c>PublicUrl</c>.</summary>
    public List<string> AllowedHosts { get; } = [];
}
