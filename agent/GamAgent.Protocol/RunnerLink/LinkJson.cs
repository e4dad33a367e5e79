using System.Text.Json;
using System.Text.Json.Serialization;

namespace GamAgent.Protocol.RunnerLink;

/// <summary>Serialisation of the JSON payloads of <see cref="LinkFrameType"/>; generated, so that it works in native programs.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LinkHello))]
[JsonSerializable(typeof(LinkWelcome))]
[JsonSerializable(typeof(LinkStart))]
[JsonSerializable(typeof(LinkStarted))]
[JsonSerializable(typeof(LinkCommand))]
[JsonSerializable(typeof(LinkSecret))]
[JsonSerializable(typeof(LinkStdinTaken))]
[JsonSerializable(typeof(LinkSignal))]
[JsonSerializable(typeof(LinkCancel))]
[JsonSerializable(typeof(LinkExit))]
[JsonSerializable(typeof(LinkEnd))]
[JsonSerializable(typeof(LinkUsage))]
[JsonSerializable(typeof(LinkRequest))]
[JsonSerializable(typeof(LinkReply))]
[JsonSerializable(typeof(LinkFileOpen))]
[JsonSerializable(typeof(LinkFileState))]
[JsonSerializable(typeof(LinkFileSend))]
[JsonSerializable(typeof(LinkFileCredit))]
[JsonSerializable(typeof(LinkFile))]
public sealed partial class LinkJson : JsonSerializerContext;
