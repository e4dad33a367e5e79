using System.Text.Json.Serialization;

namespace GamAgent.Protocol;

/// <summary>Why a session ended or failed; one list for the API, sockets, audit and metrics.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<EndReason>))]
public enum EndReason
{
    /// <summary>Somebody deleted it.</summary>
    Deleted,

    /// <summary>No command ran and no input came for the idle time.</summary>
    Idle,

    /// <summary>Its longest life was over.</summary>
    MaxLifetime,

    /// <summary>Its pod went away and was not to be replaced.</summary>
    PodLost,

    /// <summary>The host of a local session went away.</summary>
    HostLost,

    /// <summary>The image could not be pulled.</summary>
    ImagePull,

    /// <summary>No node had room for it.</summary>
    Unschedulable,

    /// <summary>A quota of the cluster refused it.</summary>
    Quota,

    /// <summary>An admission policy of the cluster refused it.</summary>
    Policy,

    /// <summary>A container kept crashing before the session was first ready.</summary>
    CrashLoop,

    /// <summary>The image or its settings cannot run GAM.</summary>
    Config,

    /// <summary>It was not ready before the start deadline.</summary>
    Timeout,

    /// <summary>A fault of ours; the log has the details.</summary>
    Internal,
}
