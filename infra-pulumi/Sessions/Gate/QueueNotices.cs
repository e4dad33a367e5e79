using System.Threading.Channels;
using GamAgent.Protocol;
using GamSessions.Provisioning;

namespace GamSessions.Pulumi.Gate;

/// <summary>What this engine tells of sessions beside what the cluster shows: that one waits for its turn, that one was changed by somebody.</summary>
internal sealed class QueueNotices
{
    // Two for each operation and one for each change by hand; who reads them stores a record for each and is always quicker than the CLI.
    private readonly Channel<ProvisionerNotice> _notices = Channel.CreateUnbounded<ProvisionerNotice>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>The notices.</summary>
    public ChannelReader<ProvisionerNotice> Reader => _notices.Reader;

    /// <summary>A session waits for its turn, or has it.</summary>
    public void Queued(string sessionId, bool isQueued) => _notices.Writer.TryWrite(
        new ProvisionerNotice(sessionId, ProvisionerNoticeKind.Condition) { Condition = SessionCondition.QueuedForEngine, Holds = isQueued });

    /// <summary>Somebody changed a session's objects.</summary>
    public void Changed(string sessionId, string words) => _notices.Writer.TryWrite(new ProvisionerNotice(sessionId, ProvisionerNoticeKind.Noted, null, words));
}
