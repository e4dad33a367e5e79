namespace GamSessions.Provisioning.Kubernetes;

/// <summary>The API server can't be reached at the moment; trying again later may help.</summary>
internal sealed class ApiUnreachableException(string message, Exception inner) : IOException(message, inner);
