using System.Diagnostics;
using System.Globalization;
using System.Text;
using GamAgent.Protocol;
using GamSessions.Sessions;
using GamSessions.Store;
using Microsoft.AspNetCore.Http;

namespace GamSessions.Api.Platform;

/// <summary><c>GET /metrics</c>: a few figures in Prometheus' text format. No owner, name or id is among them.</summary>
internal sealed class MetricsCall(ISessionStore store, TimeProvider time)
{
    private static readonly DateTime Started = Process.GetCurrentProcess().StartTime.ToUniversalTime();

    /// <summary>The figures.</summary>
    public async Task<IResult> HandleAsync(CancellationToken cancellationToken)
    {
        var live = (await store.ListLiveAsync(cancellationToken)).ToLookup(s => s.Status);
        var text = new StringBuilder()
            .Append("# HELP gam_sessions_live Sessions that are neither ended nor failed.\n# TYPE gam_sessions_live gauge\n");
        foreach (var status in (SessionStatus[])[SessionStatus.Starting, SessionStatus.Ready, SessionStatus.Ending])
        {
            text.Append(CultureInfo.InvariantCulture, $"gam_sessions_live{{status=\"{status.ToWireName()}\"}} {live[status].Count()}\n");
        }

        text.Append("# HELP gam_sessions_owners Owners of live sessions.\n# TYPE gam_sessions_owners gauge\n")
            .Append(CultureInfo.InvariantCulture, $"gam_sessions_owners {live.SelectMany(g => g).Select(s => s.Owner).Distinct().Count()}\n")
            .Append("# HELP process_uptime_seconds Time since the host started.\n# TYPE process_uptime_seconds gauge\n")
            .Append(CultureInfo.InvariantCulture, $"process_uptime_seconds {(time.GetUtcNow().UtcDateTime - Started).TotalSeconds:0.###}\n")
            .Append("# HELP process_resident_memory_bytes Resident memory of the host.\n# TYPE process_resident_memory_bytes gauge\n")
            .Append(CultureInfo.InvariantCulture, $"process_resident_memory_bytes {Environment.WorkingSet}\n");
        return Results.Text(text.ToString(), "text/plain; version=0.0.4", Encoding.UTF8);
    }
}
