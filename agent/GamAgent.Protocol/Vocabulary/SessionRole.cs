using System.Text.Json.Serialization;

namespace GamAgent.Protocol;

/// <summary>What a token allows on a session's websocket.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<SessionRole>))]
public enum SessionRole
{
    /// <summary>Everything but control frames; the default.</summary>
    Operator,

    /// <summary>Watching, and <c>ping</c>.</summary>
    Viewer,

    /// <summary>The control plane: everything, and <c>end</c>, <c>kick</c>, <c>keys</c>, <c>status</c>.</summary>
    Control,
}
