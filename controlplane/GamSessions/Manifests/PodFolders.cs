namespace GamSessions.Manifests;

/// <summary>Where things are inside a session's pod.</summary>
internal static class PodFolders
{
    /// <summary>The runner's program; in the caller's image read-only.</summary>
    public const string Programs = "/opt/gam-session";

    /// <summary>The socket that the agent listens on and the runner dials.</summary>
    public const string Link = "/run/gam-session";

    /// <summary>The agent's journal.</summary>
    public const string Journal = "/var/lib/gam-journal";

    /// <summary>What GAM keeps on disk: the work folder and its cache.</summary>
    public const string Session = "/var/lib/gam-session";

    /// <summary>The session's copy of GAM's configuration, in memory.</summary>
    public const string Config = "/run/gam-config";

    /// <summary>The mount of the Secret that it is copied from.</summary>
    public const string Credentials = "/run/gam-credentials";

    /// <summary>The mount of further certificate authorities.</summary>
    public const string Authorities = "/run/gam-ca";

    /// <summary>The runner in the agent's image.</summary>
    public const string RunnerInImage = "/usr/local/bin/gam-agent-runner";

    /// <summary>The agent in its image.</summary>
    public const string AgentInImage = "/usr/local/bin/gam-agent";

    /// <summary>The runner in the caller's container.</summary>
    public const string Runner = Programs + "/gam-agent-runner";

    /// <summary>The socket.</summary>
    public const string Socket = Link + "/agent.sock";

    /// <summary>Where commands run.</summary>
    public const string Work = Session + "/work";

    /// <summary>GAM's cache.</summary>
    public const string Cache = Session + "/gamcache";

    /// <summary>The file of further certificate authorities.</summary>
    public const string AuthoritiesFile = Authorities + "/ca.crt";
}
