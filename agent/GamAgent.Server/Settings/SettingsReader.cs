using System.Globalization;
using GamAgent.Protocol.Settings;

namespace GamAgent.Server.Settings;

/// <summary>
/// Reads <see cref="AgentSettings"/> from variables and collects every complaint, so that one start tells them all. The configuration
/// binder stops at the first and speaks of types.
/// </summary>
internal sealed class SettingsReader
{
    private const string LimitPrefix = "GamAgent__Limits__";
    private readonly Func<string, string?> _variable;
    private readonly List<string> _errors = [];

    private SettingsReader(Func<string, string?> variable) => _variable = variable;

    /// <summary>The settings, or all that is wrong with the variables.</summary>
    public static (AgentSettings? Settings, IReadOnlyList<string> Errors) Read(Func<string, string?> variable)
    {
        var reader = new SettingsReader(variable);
        var settings = new AgentSettings
        {
            SessionId = reader.Required(AgentVariables.SessionId, "the session's id"),
            AgentId = reader.Optional(AgentVariables.AgentId) ?? Guid.NewGuid().ToString("D"),
            Listen = reader.Address(),
            RunnerSocket = reader.Required(AgentVariables.RunnerSocket, "a path for the runner's unix socket"),
            JournalFolder = reader.Required(AgentVariables.JournalFolder, "a folder for the journal"),
            Jwks = reader.Required(AgentVariables.Jwks, "a JWKS as JSON"),
            AllowedOrigins = reader.List(AgentVariables.AllowedOrigins),
            AllowedHosts = reader.List(AgentVariables.AllowedHosts),
            PathPrefix = reader.Prefix(),
            RunnerFile = reader.Optional(AgentVariables.RunnerFile),
            EndWithParent = reader.Flag(AgentVariables.EndWithParent),
            Limits = reader.Limits(),
        };
        return reader._errors.Count == 0 ? (settings, []) : (null, reader._errors);
    }

    private AgentLimits Limits()
    {
        var defaults = new AgentLimits();
        return new AgentLimits
        {
            MaxConnectionsPerSession = (int)Number(nameof(AgentLimits.MaxConnectionsPerSession), defaults.MaxConnectionsPerSession, 1, 10_000),
            FramesPerSecond = (int)Number(nameof(AgentLimits.FramesPerSecond), defaults.FramesPerSecond, 1, 100_000),
            FrameBurst = (int)Number(nameof(AgentLimits.FrameBurst), defaults.FrameBurst, 1, 1_000_000),
            MaxFrameBytes = (int)Number(nameof(AgentLimits.MaxFrameBytes), defaults.MaxFrameBytes, 256, 512 << 10),
            MaxCommandBytes = (int)Number(nameof(AgentLimits.MaxCommandBytes), defaults.MaxCommandBytes, 16, 512 << 10),
            StdinBufferBytes = (int)Number(nameof(AgentLimits.StdinBufferBytes), defaults.StdinBufferBytes, 1, 64 << 20),
            QueueLength = (int)Number(nameof(AgentLimits.QueueLength), defaults.QueueLength, 0, 1_000),
            JournalBytes = Number(nameof(AgentLimits.JournalBytes), defaults.JournalBytes, 512 << 10, long.MaxValue / 2),
            JournalMemoryBytes = Number(nameof(AgentLimits.JournalMemoryBytes), defaults.JournalMemoryBytes, 0, 1L << 32),
            PingInterval = Duration(nameof(AgentLimits.PingInterval), defaults.PingInterval),
            PingTimeout = Duration(nameof(AgentLimits.PingTimeout), defaults.PingTimeout),
            StallTimeout = Duration(nameof(AgentLimits.StallTimeout), defaults.StallTimeout),
            PromptTimeout = Duration(nameof(AgentLimits.PromptTimeout), defaults.PromptTimeout),
            CommandTimeout = Optional(LimitPrefix + nameof(AgentLimits.CommandTimeout)) is null
                ? null
                : Duration(nameof(AgentLimits.CommandTimeout), TimeSpan.Zero),
            ClockSkew = Duration(nameof(AgentLimits.ClockSkew), defaults.ClockSkew, allowZero: true),
        };
    }

    private Uri Address()
    {
        var text = Optional(AgentVariables.Listen) ?? "http://0.0.0.0:8077";
        if (Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme == "http" && System.Net.IPAddress.TryParse(uri.Host.Trim('[', ']'), out _))
        {
            return uri;
        }

        _errors.Add($"{AgentVariables.Listen}: '{text}' is no address to listen on; write http:// with an IP address and a port, as in http://127.0.0.1:0");
        return new Uri("http://127.0.0.1:0");
    }

    private string Prefix()
    {
        var text = (Optional(AgentVariables.PathPrefix) ?? "").TrimEnd('/');
        if (text.Length > 0 && text[0] != '/')
        {
            _errors.Add($"{AgentVariables.PathPrefix}: '{text}' does not begin with a slash; write it as /gam");
        }

        return text;
    }

    private string Required(string name, string what)
    {
        var value = Optional(name);
        if (value is null)
        {
            _errors.Add($"{name} is missing: set it to {what}");
        }

        return value ?? "";
    }

    private string? Optional(string name) => _variable(name) is { Length: > 0 } value ? value : null;

    private HashSet<string> List(string name) => new(
        (Optional(name) ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries),
        StringComparer.OrdinalIgnoreCase);

    private bool Flag(string name)
    {
        if (Optional(name) is not { } text)
        {
            return false;
        }

        if (!bool.TryParse(text, out var value))
        {
            _errors.Add($"{name}: '{text}' is neither true nor false");
        }

        return value;
    }

    private long Number(string name, long standard, long least, long most)
    {
        if (Optional(LimitPrefix + name) is not { } text)
        {
            return standard;
        }

        if (long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value >= least && value <= most)
        {
            return value;
        }

        _errors.Add($"{LimitPrefix}{name}: '{text}' is no whole number from {least} to {most}");
        return standard;
    }

    private TimeSpan Duration(string name, TimeSpan standard, bool allowZero = false)
    {
        if (Optional(LimitPrefix + name) is not { } text)
        {
            return standard;
        }

        if (TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var value)
            && (value > TimeSpan.Zero || (allowZero && value == TimeSpan.Zero)) && value <= TimeSpan.FromDays(24))
        {
            return value;
        }

        _errors.Add($"{LimitPrefix}{name}: '{text}' is no duration above zero and up to 24 days, as in 00:00:20");
        return standard;
    }
}
