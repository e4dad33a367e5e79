using StandInGam.Streams;

namespace StandInGam.Running;

/// <summary>One run of GAM: its streams and settings, the meta-commands in front of the command, and the end with its code.</summary>
internal sealed class GamRun(string program, GamConfig config, GamStream @out, GamStream err, Interrupts interrupts)
{
    public GamConfig Config { get; } = config;

    public GamStream Out { get; } = @out;

    public GamStream Err { get; } = err;

    public Interrupts Interrupts { get; } = interrupts;

    /// <summary>Where <c>redirect csv</c> sends rows; null for standard output.</summary>
    public string? CsvFile { get; private set; }

    /// <summary>Runs one command line and returns its exit code.</summary>
    public async Task<int> Execute(IReadOnlyList<string> args)
    {
        var line = new CommandLine(args);
        try
        {
            TakeMetaCommands(line);
            return await CommandTable.Find(line).Run(this, line);
        }
        catch (UsageException wrong)
        {
            Err.Write($"Command: {Marked(args, wrong.Position)}\n\nERROR: {wrong.Message}\n{HelpLines}");
            return 2;
        }
        catch (GamEndException end)
        {
            Err.Write(end.Message);
            return end.Code;
        }
        catch (EndOfInputException end)
        {
            Err.Write("Traceback (most recent call last):\n");
            Err.Write($"  File \"{InstallFolder}/gam/__init__.py\", line 83203, in ProcessGAMCommand\n" +
                $"    MAIN_COMMANDS_WITH_OBJECTS[CL_command][CMD_FUNCTION][CL_objectName]()\n" +
                $"  File \"{InstallFolder}/gam/__init__.py\", line 46455, in {end.Function}\n    return input(prompt)\n" +
                "           ^^^^^^^^^^^^^\nEOFError: EOF when reading a line\n");
            return 1;
        }
        catch (ReaderGoneException)
        {
            Err.Write("\nERROR: Unable to write File: 3, [Errno 32] Broken pipe\n");
            return 6;
        }
    }

    /// <summary>Waits as long as the real one would, divided by <c>standin_speed</c>.</summary>
    public Task Pause(double milliseconds) => Task.Delay(Config.Pause(milliseconds), TimeProvider.System);

    /// <summary>Shows a prompt (no newline, on standard output) and reads a line.</summary>
    public string Ask(string prompt, string function)
    {
        Out.Write(prompt);
        Out.Flush();
        List<byte> line = [];
        while (true)
        {
            switch (Native.ReadInput())
            {
                case null when line.Count == 0:
                    throw new EndOfInputException(function);
                case null or (byte)'\n':
                    return System.Text.Encoding.UTF8.GetString([.. line]).TrimEnd('\r');
                case { } one:
                    line.Add(one);
                    break;
            }
        }
    }

    /// <summary>Fails as GAM does when its credentials are not in order.</summary>
    public void RequireCredentials()
    {
        var file = Path.Combine(GamConfig.Folder, "oauth2.txt");
        switch (Config.Credentials)
        {
            case "missing":
                Err.Write($"WARNING: Config File: {GamConfig.Folder}/gam.cfg, Section: DEFAULT, Item: oauth2_txt, Value: {file}, Not Found\n");
                throw GamEndException.Error(16, "No Client Access allowed");
            case "expired":
                throw GamEndException.Error(16, $"Client OAuth2 File: {file}, Is expired or has been revoked\n\nPlease run\n\ngam oauth delete\ngam oauth create\n");
            case "noscopes":
                throw GamEndException.Error(15, "There are no scopes authorized for the API(s): Directory API");
        }
    }

    private static string? InstallFolder => Path.GetDirectoryName(Environment.ProcessPath);

    private static string HelpLines =>
        $"Help: Syntax in file {InstallFolder}/GamCommands.txt\nHelp: Documentation is at https://github.com/GAM-team/GAM/wiki\n";

    private string Marked(IReadOnlyList<string> args, int at)
    {
        var shown = args.Select(CommandLine.Show).ToList();
        if (at < shown.Count)
        {
            shown[at] = $">>>{shown[at]}<<<";
        }
        else
        {
            shown.Add(">>><<<");
        }

        return $"{program} {string.Join(' ', shown)}{(at == args.Count - 1 ? " " : "")}";
    }

    private void TakeMetaCommands(CommandLine line)
    {
        while (true)
        {
            if (line.TryTake("config"))
            {
                while (line.Peek() is { } name && GamConfig.IsName(name))
                {
                    line.Skip(1);
                    Config.Set(name, line.Next("String"));
                }
            }
            else if (line.TryTake("multiprocessexit") || line.TryTake("select"))
            {
                line.Next("String");
            }
            else if (line.TryTake("redirect"))
            {
                Redirect(line);
            }
            else
            {
                return;
            }
        }
    }

    private void Redirect(CommandLine line)
    {
        var what = line.Next("csv|stdout|stderr");
        var file = line.Next("FileName");
        while (line.TryTake("multiprocess") || line.TryTake("noheader") || line.TryTake("append"))
        {
            // Accepted: rows of workers go where the worker's own go.
        }

        if (file == "-")
        {
            return;
        }

        switch (CommandLine.Keyword(what))
        {
            case "csv":
                CsvFile = file;
                break;
            case "stdout":
                Out.File = File.Create(file);
                break;
            case "stderr":
                Err.File = File.Create(file);
                break;
            default:
                throw new UsageException(line.Position - 2, $"Invalid choice ({what}): Expected <csv|stderr|stdout>");
        }
    }
}
