namespace GamAgent.Protocol.Settings;

/// <summary>
/// The environment of <c>gam-agent serve</c>. Sizes are bytes; durations <c>00:00:20</c>; lists are separated by commas.
/// Limits are <c>GamAgent__Limits__{name}</c>, the names and defaults those of <see cref="AgentLimits"/>.
/// </summary>
public static class AgentVariables
{
    /// <summary>Required: the session's id.</summary>
    public const string SessionId = "GamAgent__SessionId";

    /// <summary>This agent's identity: the pod's UID; default a random id per start.</summary>
    public const string AgentId = "GamAgent__AgentId";

    /// <summary>Where to listen; default <c>http://0.0.0.0:8077</c>. Port 0 takes a free one, told by the line on standard output.</summary>
    public const string Listen = "GamAgent__Listen";

    /// <summary>Required: the unix socket that the runner dials; made with mode 0660.</summary>
    public const string RunnerSocket = "GamAgent__RunnerSocket";

    /// <summary>Required: the journal's folder.</summary>
    public const string JournalFolder = "GamAgent__JournalFolder";

    /// <summary>Required: the public keys, a JWKS as JSON.</summary>
    public const string Jwks = "GamAgent__Jwks";

    /// <summary>Origins that browsers may come from, beside none at all; default none.</summary>
    public const string AllowedOrigins = "GamAgent__AllowedOrigins";

    /// <summary>Host names that requests may bear; empty (the default) means that Host is not checked.</summary>
    public const string AllowedHosts = "GamAgent__AllowedHosts";

    /// <summary>A path prefix as <c>/gam</c> that requests may bear in front of <c>/ws/session/</c>, since not every proxy strips it; default none.</summary>
    public const string PathPrefix = "GamAgent__PathPrefix";

    /// <summary>
    /// The file that the pod's start copies the runner to; <c>/healthz</c> answers 503 while it is missing, so that the agent's container and with
    /// it the copy begin again. Default none.
    /// </summary>
    public const string RunnerFile = "GamAgent__RunnerFile";

    /// <summary>
    /// <c>true</c>: standard input is a pipe that the parent holds; when it ends the parent is gone and the session ends as
    /// <see cref="EndReason.HostLost"/>. Also puts the program into a session of its own, out of reach of the terminal's Ctrl-C. For local mode.
    /// </summary>
    public const string EndWithParent = "GamAgent__EndWithParent";
}
