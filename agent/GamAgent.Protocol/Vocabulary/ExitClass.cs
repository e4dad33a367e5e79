using System.Text.Json.Serialization;

namespace GamAgent.Protocol;

/// <summary>What an exit means for the person who ran the command.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<ExitClass>))]
public enum ExitClass
{
    /// <summary>It did what was asked.</summary>
    Ok,

    /// <summary>It worked, and the code carries information (an address is a group, nothing was found).</summary>
    Information,

    /// <summary>Some of the items failed.</summary>
    Partial,

    /// <summary>Credentials, scopes or configuration need attention first.</summary>
    Setup,

    /// <summary>Network or API trouble: the same command may work later.</summary>
    Transient,

    /// <summary>The command line itself was wrong.</summary>
    Usage,

    /// <summary>Memory, disk or storage ran out.</summary>
    Resources,

    /// <summary>Somebody ended it.</summary>
    Cancelled,

    /// <summary>Anything else.</summary>
    Error,
}
