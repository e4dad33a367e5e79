namespace SocketIo;

/// <summary>Why a client may not connect to a namespace: it gets both as <c>connect_error</c>.</summary>
/// <param name="Message">What is wrong, and what to do next.</param>
/// <param name="Data">Further data for programs; null for none.</param>
public sealed record ConnectRefusal(string Message, object? Data = null);
