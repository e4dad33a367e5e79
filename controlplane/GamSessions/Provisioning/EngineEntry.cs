namespace GamSessions.Provisioning;

/// <summary>An engine that another library brings; the settings choose it by its name, as they do the built-in ones.</summary>
/// <param name="Name">The value of <c>GamSessions:Engine</c>.</param>
/// <param name="Create">Gives it; called once.</param>
public sealed record EngineEntry(string Name, Func<IServiceProvider, ISessionProvisioner> Create);
