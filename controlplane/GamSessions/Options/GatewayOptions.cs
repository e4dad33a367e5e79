namespace GamSessions.Options;

/// <summary>The Gateway of the exposure <c>gateway</c>.</summary>
public sealed class GatewayOptions
{
    /// <summary>Its name; required with the exposure <c>gateway</c>.</summary>
    /// <remarks>Range: a DNS name, or nothing.</remarks>
    public string? Name { get; set; }

    /// <summary>Its namespace; default that of the sessions.</summary>
    /// <remarks>Range: a DNS label, or nothing.</remarks>
    public string? Namespace { get; set; }
}
