namespace GamSessions.Provisioning;

/// <summary>A start was cancelled; the message says where it stood, for those who ran out of patience.</summary>
internal sealed class StartInterruptedException(string where, Exception inner, CancellationToken token) : OperationCanceledException(where, inner, token);
