using System.Text.Json.Serialization;

namespace GamAgent.Protocol;

/// <summary>The two streams of a command.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<OutputStream>))]
public enum OutputStream
{
    /// <summary>Standard output.</summary>
    Stdout,

    /// <summary>Standard error.</summary>
    Stderr,
}
