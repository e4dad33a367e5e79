namespace GamSessions.Sessions;

/// <summary>Whether new sessions may be made: not while the control plane starts or stops.</summary>
internal sealed class SessionsGate
{
    private volatile bool _open;

    /// <summary>Lets creates in.</summary>
    public void Open() => _open = true;

    /// <summary>Lets none in any more.</summary>
    public void Close() => _open = false;

    /// <summary>Refuses a create.</summary>
    /// <exception cref="SessionsUnavailableException">The gate is closed.</exception>
    public void ThrowIfClosed()
    {
        if (!_open)
        {
            throw new SessionsUnavailableException("The control plane is starting or stopping; try again in a few seconds.");
        }
    }
}
