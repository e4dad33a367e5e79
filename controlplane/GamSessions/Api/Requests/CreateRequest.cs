using GamSessions.Options;
using GamSessions.Sessions;

namespace GamSessions.Api.Requests;

/// <summary>The body of <c>POST /api/sessions</c>, checked for shape.</summary>
/// <param name="Name">The session's name.</param>
/// <param name="Image">Its image's name, or null for the default.</param>
/// <param name="Config">What the caller chose.</param>
/// <param name="Credentials">The name of stored credentials, or null.</param>
internal sealed record CreateRequest(string Name, string? Image, SessionConfig Config, string? Credentials)
{
    private const int MaxReferenceLength = 253;
    private const int MinutesOfAYear = 365 * 24 * 60;

    /// <summary>Reads the fields; what is wrong is noted in them.</summary>
    public static CreateRequest? Read(JsonFields fields, int maxNameLength)
    {
        var name = fields.Text("name");
        if (SessionName.Check(name, maxNameLength) is { } wrong)
        {
            fields.Wrong("name", wrong);
        }

        var image = EitherName(fields, "image", "imageId");
        var credentials = EitherName(fields, "credentials", "credentialsSecret");
        var config = new SessionConfig();
        if (fields.Object("config") is { } chosen)
        {
            config = new SessionConfig(
                ReadResources(chosen), chosen.Number("idleMinutes", 1, MinutesOfAYear), chosen.Number("maxMinutes", 1, MinutesOfAYear));
            chosen.NothingElse();
        }

        return name is null ? null : new CreateRequest(name, image, config, credentials);
    }

    /// <summary>What the idempotency key stands for: the same text whatever the order and spelling of the fields.</summary>
    public string Canonical() => System.Text.Json.JsonSerializer.Serialize(this);

    private static string? EitherName(JsonFields fields, string field, string alias)
    {
        var (value, other) = (fields.Text(field), fields.Text(alias));
        if (value is not null && other is not null && value != other)
        {
            return fields.Wrong(alias, $"differs from {field}; give one of them");
        }

        var name = value ?? other;
        return name is null || (name.Length is > 0 and <= MaxReferenceLength && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.' or '_' or '/' or ':' or '@'))
            ? name
            : fields.Wrong(value is null ? alias : field, $"must be a name of 1 to {MaxReferenceLength} letters, digits and -._/:@");
    }

    private static SessionResources? ReadResources(JsonFields config)
    {
        if (config.Object("resources") is not { } resources)
        {
            return null;
        }

        var (cpu, memory) = (resources.Text("cpu"), resources.Text("memory"));
        if (cpu is not null && !KubernetesQuantity.TryParseCpuMillis(cpu, out _))
        {
            resources.Wrong("cpu", "must be a Kubernetes quantity more than zero, as \"500m\" or \"2\"");
        }

        if (memory is not null && !KubernetesQuantity.TryParseBytes(memory, out _))
        {
            resources.Wrong("memory", "must be a Kubernetes quantity more than zero, as \"512Mi\"");
        }

        resources.NothingElse();
        return new SessionResources(cpu, memory);
    }
}
