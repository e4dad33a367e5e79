using System.Text.Json.Serialization;

namespace GamAgent.Protocol;

/// <summary>Why events are missing.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<GapReason>))]
public enum GapReason
{
    /// <summary>The journal's quota removed the oldest.</summary>
    Quota,

    /// <summary>This is another journal than the client's.</summary>
    SessionRestarted,
}
