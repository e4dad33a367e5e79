using GamAgent.Protocol;

namespace GamAgent.Server.Commands;

/// <summary>Who sent a command: a client that may be gone by the time there is something to tell it.</summary>
internal interface ICommandSender
{
    /// <summary>The subject of its token.</summary>
    string Subject { get; }

    /// <summary>Tells it, and it alone, that what it sent was refused.</summary>
    void Refuse(ErrorData error);
}
