using System.Text.Json;

namespace GamSessions.Api;

/// <summary>How answers are written, whatever an embedding application does to its own.</summary>
internal static class ApiJson
{
    /// <summary>camelCase; what may be absent says so at its property.</summary>
    public static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web);
}
