using StandInGam.Running;

namespace StandInGam.Commands;

/// <summary><c>help</c> and <c>version</c>.</summary>
internal static class GeneralCommands
{
    private const string Version = "7.48.00";

    public static readonly Command[] All =
    [
        new("help", "", "this list", (run, line) => Help(run, line)),
        new("version", "[simple|checkrc]", "the version; simple has no final newline, checkrc ends with 1 as if an update were there", ShowVersion),
    ];

    private static Task<int> Help(GamRun run, CommandLine line)
    {
        line.End();
        run.Out.Write("This is a stand-in for GAM: it prints and ends as the real one does, and changes nothing anywhere.\n\n" +
            "gam [config NAME VALUE]… [redirect csv|stdout|stderr FILE] COMMAND\n\n");
        foreach (var command in CommandTable.All)
        {
            var usage = $"gam {command.Words} {command.Arguments}".TrimEnd();
            run.Out.Write($"  {usage}\n      {command.Help}\n");
        }

        run.Out.Write("\nSettings of its own, in gam.cfg or by config: standin_speed (2 halves all pauses), standin_rows (users; 120),\n" +
            "standin_credentials (ok, missing, expired, noscopes). Addresses that begin with ghost, nobody, missing or new do not exist.\n");
        return Task.FromResult(0);
    }

    private static Task<int> ShowVersion(GamRun run, CommandLine line)
    {
        if (line.TryTake("simple"))
        {
            line.End();
            run.Out.Write(Version);
            return Task.FromResult(0);
        }

        var check = line.TryTake("checkrc");
        line.End();
        run.Out.Write($"GAM {Version} - https://github.com/GAM-team/GAM - standin\nThis is not GAM but a stand-in for it\n" +
            $"Path: {Environment.ProcessPath}\nConfig File: {GamConfig.Folder}/gam.cfg, Section: DEFAULT, customer_id: my_customer, domain: example.com\n");
        return Task.FromResult(check ? 1 : 0);
    }
}
