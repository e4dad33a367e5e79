namespace GamSessions.Provisioning.Local;

/// <summary>The folders of one session.</summary>
/// <param name="Root">The one that holds the others.</param>
internal sealed record LocalSessionFolders(string Root)
{
    /// <summary>The name of the socket that the runner dials.</summary>
    public const string SocketName = "agent.sock";

    /// <summary>Where commands run.</summary>
    public string Work => Path.Combine(Root, "work");

    /// <summary>GAM's configuration, with the session's copy of the credentials.</summary>
    public string Config => Path.Combine(Root, "config");

    /// <summary>GAM's cache.</summary>
    public string Cache => Path.Combine(Root, "gamcache");

    /// <summary>The agent's journal.</summary>
    public string Journal => Path.Combine(Root, "journal");

    /// <summary>The file that names the folder of the socket.</summary>
    public string SocketNote => Path.Combine(Root, "socket-folder");

    /// <summary>The socket that the runner dials.</summary>
    public string Socket => Path.Combine(File.ReadAllText(SocketNote), SocketName);
}
