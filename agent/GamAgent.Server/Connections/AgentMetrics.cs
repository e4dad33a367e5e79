using System.Globalization;
using System.Text;
using GamAgent.Protocol;

namespace GamAgent.Server.Connections;

/// <summary>
/// A few figures in the text form that Prometheus reads, written by hand: the exporters that exist bring a whole telemetry stack into a program
/// of which there is one for every session.
/// </summary>
internal sealed class AgentMetrics
{
    private long _connections;
    private long _refusedUpgrades;
    private long _stalled;

    public void Connected() => Interlocked.Increment(ref _connections);

    public void RefusedUpgrade() => Interlocked.Increment(ref _refusedUpgrades);

    public void Stalled() => Interlocked.Increment(ref _stalled);

    /// <summary>All figures.</summary>
    public string Write(StatusData status)
    {
        var text = new StringBuilder();
        Add("gam_agent_clients", "gauge", "Connected clients.", status.Clients);
        Add("gam_agent_connections_total", "counter", "Websockets accepted.", Interlocked.Read(ref _connections));
        Add("gam_agent_refused_upgrades_total", "counter", "Requests refused before the upgrade.", Interlocked.Read(ref _refusedUpgrades));
        Add("gam_agent_stalled_clients_total", "counter", "Clients closed for reading too slowly.", Interlocked.Read(ref _stalled));
        Add("gam_agent_runner_attached", "gauge", "1 while a runner is attached.", status.State == AgentState.NotReady ? 0 : 1);
        Add("gam_agent_command_running", "gauge", "1 while a command runs.", status.State == AgentState.Running ? 1 : 0);
        Add("gam_agent_journal_bytes", "gauge", "Bytes in the journal's files.", status.Journal.Bytes);
        Add("gam_agent_journal_events_total", "counter", "Events ever written to the journal.", status.Journal.Next - 1);
        Add("gam_agent_memory_bytes", "gauge", "Memory of the session's processes.", status.MemoryBytes);
        Add("gam_agent_work_folder_bytes", "gauge", "Size of the work folder.", status.DiskBytes);
        return text.ToString();

        void Add(string name, string kind, string help, long value) => text
            .Append(CultureInfo.InvariantCulture, $"# HELP {name} {help}\n# TYPE {name} {kind}\n{name} {value}\n");
    }
}
