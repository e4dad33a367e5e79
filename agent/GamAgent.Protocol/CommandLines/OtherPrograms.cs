using System.Collections.Frozen;

namespace GamAgent.Protocol.CommandLines;

/// <summary>
/// Which first words of a line name another program than gam. This is the one list of them: programs that people type out of habit and that
/// are no GAM command (<c>sync</c>, <c>print</c> and <c>create</c> are). It is there for a clear answer, not for safety: only gam is ever started.
/// </summary>
public static class OtherPrograms
{
    private static readonly FrozenSet<string> WellKnown = FrozenSet.ToFrozenSet(
    [
        "apt", "apt-get", "ash", "awk", "bash", "cat", "cd", "chmod", "chown", "clear", "cmd", "cp", "curl", "cut", "dash", "date", "dd", "df",
        "docker", "dotnet", "du", "echo", "emacs", "env", "eval", "exec", "exit", "export", "find", "git", "go", "grep", "head", "id", "java",
        "kill", "killall", "kubectl", "less", "ln", "logout", "ls", "man", "mkdir", "more", "mv", "nano", "nc", "node", "npm", "npx", "openssl",
        "perl", "php", "ping", "pip", "pip3", "pkill", "powershell", "printf", "ps", "pwd", "pwsh", "python", "python2", "python3", "rm", "rmdir",
        "rsync", "ruby", "scp", "sed", "sh", "sleep", "sort", "source", "ssh", "su", "sudo", "systemctl", "tail", "tar", "tee", "top", "touch",
        "uname", "unzip", "vi", "vim", "watch", "wc", "wget", "which", "whoami", "xargs", "yes", "yum", "zip", "zsh",
    ],
    StringComparer.Ordinal);

    /// <summary>The word is gam itself, by name or by a path that ends in it.</summary>
    public static bool IsGam(string word) => word == "gam" || word.EndsWith("/gam", StringComparison.Ordinal);

    /// <summary>The word is a path, or a well-known program. No GAM command has a slash in its first word.</summary>
    public static bool Names(string word) => word.Contains('/', StringComparison.Ordinal) || WellKnown.Contains(word);
}
