using System.Text.Json;

namespace GamAgent.Protocol;

/// <summary>The spelling of enumeration members on the wire, for places that JSON serialisation does not reach (close reasons, logs, columns).</summary>
public static class ProtocolNames
{
    /// <summary>The wire name of a member, <c>end-reason</c> style.</summary>
    public static string ToWireName<TEnum>(this TEnum value)
        where TEnum : struct, Enum => JsonNamingPolicy.KebabCaseLower.ConvertName(value.ToString());

    /// <summary>The member with that wire name, or null when there is none.</summary>
    public static TEnum? FromWireName<TEnum>(string? name)
        where TEnum : struct, Enum
    {
        foreach (var value in Enum.GetValues<TEnum>())
        {
            if (string.Equals(value.ToWireName(), name, StringComparison.Ordinal))
            {
                return value;
            }
        }

        return null;
    }
}
