using System.Buffers;

namespace GamAgent.Server.Files;

/// <summary>
/// The rest of an upload that was refused. A client that sends without looking would see a cut connection instead of the answer; so what it
/// still sends is read and dropped for a while.
/// </summary>
internal static class UnreadBody
{
    private const long MostBytes = 1L << 30;

    /// <summary>Reads it to its end, or for as long as the limit says.</summary>
    public static async Task DropAsync(HttpContext context, TimeSpan limit, TimeProvider time)
    {
        await context.Response.CompleteAsync();
        using var until = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted);
        using var timer = time.CreateTimer(static s => ((CancellationTokenSource)s!).Cancel(), until, limit, Timeout.InfiniteTimeSpan);
        var buffer = ArrayPool<byte>.Shared.Rent(1 << 16);
        try
        {
            var dropped = 0L;
            for (int count; dropped < MostBytes && (count = await context.Request.Body.ReadAsync(buffer, until.Token)) > 0; dropped += count)
            {
                // Nothing is done with it.
            }
        }
        catch (Exception e) when (e is OperationCanceledException or IOException)
        {
            // Gone, or at it for too long.
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
