using System.Net;
using GamSessions.Options;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace GamSessions.Routing;

/// <summary>
/// The way that clients take to a session: <c>PublicUrl</c>, or <c>ProbeUrl</c> (with the Host of <c>PublicUrl</c>) where the inside
/// can't reach the outside, or the address that this host listens on.
/// </summary>
internal sealed class RealRoute(IServer server, IHostApplicationLifetime lifetime, IOptions<GamSessionsOptions> options)
{
    /// <summary>The websocket of a session, and the Host header to send where it isn't the address's own.</summary>
    public async Task<(Uri Address, string? Host)> FindAsync(string sessionId, CancellationToken cancellationToken)
    {
        var settings = options.Value;
        var origin = settings.ProbeUrl ?? settings.PublicUrl ?? await OwnAddressAsync(cancellationToken);
        var address = new UriBuilder(origin)
        {
            Scheme = origin.Scheme is "https" or "wss" ? "wss" : "ws",
            Path = $"{origin.AbsolutePath.TrimEnd('/')}/ws/session/{sessionId}/",
            Query = string.Empty,
        };
        return (address.Uri, settings.ProbeUrl is not null ? settings.PublicUrl?.Authority : null);
    }

    private async Task<Uri> OwnAddressAsync(CancellationToken cancellationToken)
    {
        // The server has no address before it has started, and sessions may be asked for earlier by the application around us.
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        await started.Task.WaitAsync(cancellationToken);
        var addresses = server.Features.Get<IServerAddressesFeature>()?.Addresses ?? [];
        var first = addresses.FirstOrDefault(a => a.StartsWith("http://", StringComparison.OrdinalIgnoreCase)) ?? addresses.FirstOrDefault();
        if (first is null)
        {
            throw new InvalidOperationException("The server listens on no address; set GamSessions:PublicUrl.");
        }

        // What listens on every address (*, +, 0.0.0.0, [::]) is reached on the loopback.
        var binding = Microsoft.AspNetCore.Http.BindingAddress.Parse(first);
        var anyAddress = binding.Host is "*" or "+" || (IPAddress.TryParse(binding.Host.Trim('[', ']'), out var ip) && (ip.Equals(IPAddress.Any) || ip.Equals(IPAddress.IPv6Any)));
        return new UriBuilder(binding.Scheme, anyAddress ? "localhost" : binding.Host, binding.Port, binding.PathBase).Uri;
    }
}
