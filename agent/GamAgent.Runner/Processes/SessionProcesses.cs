using System.Globalization;
using System.Text;
using GamAgent.Protocol.Settings;

namespace GamAgent.Runner.Processes;

/// <summary>
/// Finds every process of a session: the descendants of the runner (a subreaper: those that left their parents and made sessions
/// of their own are among them) and, since a former runner may have left some, those that carry the session's marker in their environment.
/// </summary>
/// <param name="sessionId">The session.</param>
/// <param name="self">The runner's own id, never among the results; 0 finds by the marker alone.</param>
internal sealed class SessionProcesses(string sessionId, int self)
{
    private const int MaxEnvironmentBytes = 1 << 20;

    private readonly byte[] _marker = Encoding.UTF8.GetBytes($"{RunnerVariables.SessionMarker}={sessionId}\0");
    private byte[] _environment = new byte[16 * 1024];

    /// <summary>The living ones.</summary>
    internal List<int> FindLiving() => Find(HasMarker);

    /// <summary>The living descendants alone, without a look at anybody's environment: cheaper, for those who ask often.</summary>
    internal List<int> FindDescendants() => Find(_ => false);

    private List<int> Find(Func<int, bool> isMarked)
    {
        var table = ProcessTable.Read();
        var parents = table.ToDictionary(entry => entry.Pid, entry => entry.Parent);
        var known = new Dictionary<int, bool> { [0] = false };
        if (self != 0)
        {
            known[self] = true;
        }

        return [.. table.Where(entry => entry.Pid != Environment.ProcessId && !entry.IsDead && Belongs(entry.Pid, parents, known, isMarked)).Select(e => e.Pid)];
    }

    /// <summary>Ended children that nobody has reaped yet.</summary>
    internal static List<int> FindZombiesOf(int parent) =>
        [.. ProcessTable.Read().Where(entry => entry.Parent == parent && entry.IsDead).Select(entry => entry.Pid)];

    private static bool Belongs(int pid, Dictionary<int, int> parents, Dictionary<int, bool> known, Func<int, bool> isMarked)
    {
        if (known.TryGetValue(pid, out var belongs))
        {
            return belongs;
        }

        // A table read while processes come and go can hold a circle.
        known[pid] = false;
        belongs = isMarked(pid) || (parents.TryGetValue(pid, out var parent) && Belongs(parent, parents, known, isMarked));
        known[pid] = belongs;
        return belongs;
    }

    private bool HasMarker(int pid)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"/proc/{pid}/environ");
        var environment = ProcFile.Read(path, _environment);
        while (environment.Length == _environment.Length && _environment.Length < MaxEnvironmentBytes)
        {
            _environment = new byte[_environment.Length * 4];
            environment = ProcFile.Read(path, _environment);
        }

        for (var at = environment.IndexOf(_marker); at >= 0;)
        {
            if (at == 0 || environment[at - 1] == 0)
            {
                return true;
            }

            var next = environment[(at + 1)..].IndexOf(_marker);
            at = next < 0 ? -1 : at + 1 + next;
        }

        return false;
    }
}
