using System.Text.Json;
using System.Text.Json.Serialization;

namespace GamAgent.Protocol;

/// <summary>Writes an enumeration the way the protocol spells it (<c>OutOfMemory</c> as <c>out-of-memory</c>); integers are refused.</summary>
/// <typeparam name="TEnum">The enumeration.</typeparam>
public sealed class KebabCaseEnumConverter<TEnum>() : JsonStringEnumConverter<TEnum>(JsonNamingPolicy.KebabCaseLower, allowIntegerValues: false)
    where TEnum : struct, Enum;
