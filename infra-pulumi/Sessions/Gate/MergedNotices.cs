using System.Runtime.CompilerServices;
using System.Threading.Channels;
using GamSessions.Provisioning;

namespace GamSessions.Pulumi.Gate;

/// <summary>Two sources of notices as one.</summary>
internal static class MergedNotices
{
    private const int Capacity = 64;

    /// <summary>Reads both as long as it is enumerated; the error of one is that of both.</summary>
    public static async IAsyncEnumerable<ProvisionerNotice> Read(
        Func<CancellationToken, IAsyncEnumerable<ProvisionerNotice>> one,
        Func<CancellationToken, IAsyncEnumerable<ProvisionerNotice>> other,
        [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var both = Channel.CreateBounded<ProvisionerNotice>(Capacity);
        Task[] pumps = [PumpAsync(one(stop.Token), both.Writer, stop.Token), PumpAsync(other(stop.Token), both.Writer, stop.Token)];
        try
        {
            await foreach (var notice in both.Reader.ReadAllAsync(cancellationToken))
            {
                yield return notice;
            }
        }
        finally
        {
            await stop.CancelAsync();
            await Task.WhenAll(pumps).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static async Task PumpAsync(IAsyncEnumerable<ProvisionerNotice> from, ChannelWriter<ProvisionerNotice> to, CancellationToken cancellationToken)
    {
        try
        {
            await foreach (var notice in from.WithCancellation(cancellationToken))
            {
                await to.WriteAsync(notice, cancellationToken);
            }
        }
        catch (Exception e)
        {
            to.TryComplete(e);
        }
    }
}
