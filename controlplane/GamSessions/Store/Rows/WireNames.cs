using GamAgent.Protocol;

namespace GamSessions.Store.Rows;

/// <summary>Reads enumerations that rows keep by their wire names.</summary>
internal static class WireNames
{
    /// <summary>The member with that name.</summary>
    /// <exception cref="InvalidDataException">There is none: somebody else wrote the row.</exception>
    public static TEnum Read<TEnum>(string name)
        where TEnum : struct, Enum => ProtocolNames.FromWireName<TEnum>(name)
        ?? throw new InvalidDataException($"The store holds '{name}', which is no {typeof(TEnum).Name}.");
}
