using GamAgent.Protocol;

namespace GamAgent.Server.Commands;

/// <summary>What the end of a command means: GAM's own exit codes, and ends that are none of its doing.</summary>
internal static class ExitMeaning
{
    /// <summary>The class and the words for an end.</summary>
    public static (ExitClass Class, string Meaning) Of(ExitReason reason, int? exitCode, string? signal, string? limit) => reason switch
    {
        ExitReason.Exited => OfCode(exitCode ?? 0),
        ExitReason.Signalled => (ExitClass.Error, $"ended by signal {signal ?? "unknown"}"),
        ExitReason.Cancelled => (ExitClass.Cancelled, "cancelled"),
        ExitReason.TimedOut => (ExitClass.Error, limit == "prompt"
            ? "waited at a prompt longer than allowed and was ended"
            : "ran longer than allowed and was ended"),
        ExitReason.OutOfMemory => (ExitClass.Resources, "needed more memory than the session has and was ended"),
        ExitReason.DiskFull => (ExitClass.Resources, "filled the work folder and was ended; delete files and run it again"),
        ExitReason.NotFound => (ExitClass.Error, "the gam program does not exist where the session looks for it"),
        ExitReason.NotExecutable => (ExitClass.Error, "the gam program exists and cannot be executed"),
        ExitReason.PromptClosed => (ExitClass.Error, "asked for input that could not come, since its standard input was closed"),
        ExitReason.RunnerLost => (ExitClass.Error, "the process that ran it died; what it had done so far is unknown"),
        ExitReason.PodLost => (ExitClass.Error, "the session's pod went away while it ran"),
        ExitReason.SessionEnded => (ExitClass.Cancelled, "the session ended while it ran"),
        _ => (ExitClass.Error, reason.ToWireName()),
    };

    /// <summary>The class and the words for an exit code of GAM.</summary>
    public static (ExitClass Class, string Meaning) OfCode(int code) => (ClassOf(code), MeaningOf(code));

    private static ExitClass ClassOf(int code) => code switch
    {
        0 => ExitClass.Ok,
        (>= 20 and <= 26) or 29 or 30 or 60 or 71 or 77 => ExitClass.Information,
        (>= 50 and <= 59) or 72 or 73 => ExitClass.Partial,
        10 or 12 or 13 or 15 or 16 or 18 or 63 or 67 => ExitClass.Setup,
        3 or 4 or 5 or 9 => ExitClass.Transient,
        2 => ExitClass.Usage,
        7 or 74 => ExitClass.Resources,
        8 => ExitClass.Cancelled,
        _ => ExitClass.Error,
    };

    private static string MeaningOf(int code) => code switch
    {
        0 => "done",
        1 => "unknown error",
        2 => "the command line is wrong",
        3 => "a network connection failed",
        4 => "Google's API reported an error",
        5 => "the network failed",
        6 => "a file could not be read or written",
        7 => "out of memory",
        8 => "interrupted",
        9 => "HTTP error; the API's limit may be used up",
        10 => "scopes are not authorised",
        11 => "the data is not as expected",
        12 => "access to the API was denied",
        13 => "the configuration is wrong",
        14 => "a system error",
        15 => "no scopes for this API are authorised",
        16 => "a credentials file is missing, expired or invalid",
        17 => "a file with JSON could not be read",
        18 => "the access token could not be refreshed",
        19 => "an error that cannot be retried",
        20 => "the address is a user",
        21 => "the address is a user's alias",
        22 => "the address is a group",
        23 => "the address is a group's alias",
        24 => "the address is an unmanaged account",
        25 => "the organizational unit is not empty",
        26 => "the user is suspended",
        29 or 30 => "information",
        50 => "an action failed",
        51 => "an action was not performed",
        52 => "an entity is invalid",
        53 => "a request was refused as bad",
        54 => "a name is not unique",
        55 => "no data is available",
        56 => "something named does not exist",
        57 => "something named exists already",
        58 or 59 => "some items failed",
        60 => "nothing was found",
        61 or 62 => "the domain is wrong or cannot be reached",
        63 => "the token is invalid",
        64 => "JSON data is invalid",
        66 => "the output could not be written",
        67 => "permissions are missing",
        71 => "done, with no results",
        72 => "not completed",
        73 => "the service does not apply",
        74 => "Drive has no space left",
        75 => "a password change is required",
        76 => "the account is suspended",
        77 => "there is no CSV data to upload",
        78 or 79 => "access context management failed",
        >= 80 and <= 87 => "the security key failed",
        120 => "the output had nowhere to go",
        _ => $"exit code {code}",
    };
}
