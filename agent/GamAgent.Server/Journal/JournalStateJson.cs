using System.Text.Json;
using System.Text.Json.Serialization;

namespace GamAgent.Server.Journal;

/// <summary>Serialisation of snapshots.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(JournalState))]
internal sealed partial class JournalStateJson : JsonSerializerContext;
