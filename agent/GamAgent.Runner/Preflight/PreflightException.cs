namespace GamAgent.Runner.Preflight;

/// <summary>GAM can't run here; the message says why and what cures it. Trying again does not help.</summary>
internal sealed class PreflightException(string message) : Exception(message);
