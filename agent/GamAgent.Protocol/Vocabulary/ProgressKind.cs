using System.Text.Json.Serialization;

namespace GamAgent.Protocol;

/// <summary>What a <c>progress</c> event counts.</summary>
[JsonConverter(typeof(KebabCaseEnumConverter<ProgressKind>))]
public enum ProgressKind
{
    /// <summary>Items fetched from an API.</summary>
    Getting,

    /// <summary>Items of a bulk command.</summary>
    Processing,

    /// <summary>Rows of a batch or CSV command, with their exit codes.</summary>
    Rows,
}
