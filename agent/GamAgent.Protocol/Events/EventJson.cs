using System.Text.Json;
using System.Text.Json.Serialization;

namespace GamAgent.Protocol;

/// <summary>Serialisation of all event data; generated, so that it works in native programs.</summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Web,
    Converters = [typeof(UtcTimeConverter)],
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(EventEnvelope))]
[JsonSerializable(typeof(ConnectedData))]
[JsonSerializable(typeof(RefusedData))]
[JsonSerializable(typeof(QueuedCommand))]
[JsonSerializable(typeof(StartedData))]
[JsonSerializable(typeof(InputData))]
[JsonSerializable(typeof(ProgressData))]
[JsonSerializable(typeof(ExitData))]
[JsonSerializable(typeof(StateData))]
[JsonSerializable(typeof(GapData))]
[JsonSerializable(typeof(ErrorData))]
[JsonSerializable(typeof(ClosingData))]
[JsonSerializable(typeof(StatusData))]
public sealed partial class EventJson : JsonSerializerContext;
