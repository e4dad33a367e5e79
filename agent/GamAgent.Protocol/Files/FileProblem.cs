using System.Text.Json;
using System.Text.Json.Serialization;

namespace GamAgent.Protocol.Files;

/// <summary>What is wrong with a request for a file, as the runner tells the agent and the agent the control plane.</summary>
/// <param name="Code">Which problem it is.</param>
/// <param name="Message">What to do, in words that hold nothing of any file.</param>
public sealed record FileProblem(FileErrorCode Code, string Message);

/// <summary>Its serialisation, generated so that it works in native programs.</summary>
[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(FileProblem))]
public sealed partial class FileJson : JsonSerializerContext;
