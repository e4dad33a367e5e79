using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Options;

namespace GamSessions.Host;

/// <summary>What keeps the host from starting, in words that say what to do about it; no stack trace helps with these.</summary>
internal static class StartProblem
{
    /// <summary>The words, or null for a fault of the program.</summary>
    public static string? Describe(Exception exception) => exception switch
    {
        AggregateException { InnerExceptions: [var only] } => Describe(only),
        OptionsValidationException e => string.Join(Environment.NewLine, e.Failures.Prepend("the settings are wrong.")),
        GamSessionsStartException e => e.Message,
        IOException { InnerException: AddressInUseException } => AddressInUse(exception.Message),
        AddressInUseException or SocketException { SocketErrorCode: SocketError.AddressAlreadyInUse } => AddressInUse(exception.Message),
        SocketException { SocketErrorCode: SocketError.AccessDenied } =>
            "this user may not listen on that port. Take one above 1023: --urls http://localhost:5081",
        SocketException { SocketErrorCode: SocketError.AddressNotAvailable } =>
            "this machine does not have the address to listen on. Take one that it has: --urls http://localhost:5080",
        _ => null,
    };

    private static string AddressInUse(string message) =>
        $"{message.TrimEnd('.')}. Stop the program that listens there, or take another port: --urls http://localhost:5081";
}
