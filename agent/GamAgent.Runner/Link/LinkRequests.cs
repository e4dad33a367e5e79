using System.Collections.Concurrent;
using GamAgent.Protocol.RunnerLink;
using GamAgent.Runner.Files;

namespace GamAgent.Runner.Link;

/// <summary>Answers the agent's requests. At most <see cref="MostWaiting"/> answers wait to be sent; an agent that asks for more breaks the link.</summary>
internal sealed class LinkRequests(WorkFiles files, Action changed)
{
    private const int MostWaiting = 16;

    private readonly ConcurrentQueue<LinkReply> _replies = new();

    /// <summary>Answers a request.</summary>
    /// <exception cref="LinkProtocolException">Too many answers wait.</exception>
    internal void Accept(LinkRequest request)
    {
        if (_replies.Count >= MostWaiting)
        {
            throw new LinkProtocolException($"more than {MostWaiting} requests at once");
        }

        _replies.Enqueue(request.Name switch
        {
            "read-text" => Read(request),
            _ => new LinkReply(request.Number, null, $"there is no request {request.Name}"),
        });
        changed();
    }

    /// <summary>The next answer to send, or null.</summary>
    internal LinkReply? Take() => _replies.TryDequeue(out var reply) ? reply : null;

    private LinkReply Read(LinkRequest request)
    {
        var (text, error) = files.ReadText(request.Argument ?? "");
        return new LinkReply(request.Number, text, error);
    }
}
