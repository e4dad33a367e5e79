namespace StandInGam.Running;

/// <summary>Ends the command with a code, after a message on standard error.</summary>
internal sealed class GamEndException(int code, string message) : Exception(message)
{
    public int Code { get; } = code;

    public static GamEndException Error(int code, string message) => new(code, $"\nERROR: {message}\n");
}

/// <summary>The command line is wrong at one argument: GAM echoes all of it, passwords included, and ends with 2.</summary>
internal sealed class UsageException(int position, string message) : Exception(message)
{
    /// <summary>The argument at fault, counted from 0; the number of arguments when one is missing.</summary>
    public int Position { get; } = position;
}

/// <summary>End of file at a prompt: a Python traceback and code 1.</summary>
internal sealed class EndOfInputException(string function) : Exception
{
    public string Function { get; } = function;
}
