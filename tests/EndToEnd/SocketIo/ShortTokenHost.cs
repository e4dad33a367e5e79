using EndToEnd.Tests.Hosting;

namespace EndToEnd.Tests.SocketIo;

/// <summary>A host whose tokens are good for 20 s, to the second.</summary>
public sealed class ShortTokenHost : SharedHost
{
    /// <summary>How long they are good.</summary>
    public static readonly TimeSpan TokenLifetime = TimeSpan.FromSeconds(20);

    /// <inheritdoc/>
    protected override Dictionary<string, string?> Settings => new(base.Settings)
    {
        ["GamSessions__Limits__TokenLifetime"] = TokenLifetime.ToString(),
        ["GamSessions__Limits__ClockSkew"] = "00:00:00",
    };
}
