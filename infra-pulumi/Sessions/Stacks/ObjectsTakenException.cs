using GamSessions.Manifests;
using PulumiAutomation;

namespace GamSessions.Pulumi.Stacks;

/// <summary>Objects with the names of a session's are there, and are not the session's.</summary>
internal sealed class ObjectsTakenException(IReadOnlyList<string> objects, PulumiException inner) : PulumiException(
    $"{string.Join(", ", objects)} {(objects.Count == 1 ? "is" : "are")} there already and not the session's (the label {SessionLabels.SessionId} is missing or another's). Remove {(objects.Count == 1 ? "it" : "them")}, or create the session again: it gets another name. {inner.Message}",
    inner);
