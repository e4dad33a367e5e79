using TestKit;

namespace StandInGam.Tests;

/// <summary>Starts the stand-in with a configuration folder of its own.</summary>
internal sealed class Gam : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public Gam(string settings = "") => _folder.Write("gam.cfg", $"[DEFAULT]\nstandin_speed = 20\n{settings}");

    public string Folder => _folder.Path;

    private Dictionary<string, string> Variables => new() { ["GAMCFGDIR"] = Folder };

    public string Write(string name, string text) => _folder.Write(name, text);

    public StartedProgram OnPipes(params string[] args) =>
        StartedProgram.Start(AgentPrograms.StandInGam, args, Variables.ToDictionary(p => p.Key, p => (string?)p.Value), Folder);

    public TerminalProgram OnTerminals(params string[] args) => TerminalProgram.Start(AgentPrograms.StandInGam, args, Variables);

    /// <summary>Runs it to its end on pipes, its standard input closed.</summary>
    public async Task<(int Code, string Output, string Errors)> Run(params string[] args)
    {
        await using var program = OnPipes(args);
        program.CloseInput();
        var code = await program.WaitForEverything();
        return (code, program.Output.Text, program.Errors.Text);
    }

    public void Dispose() => _folder.Dispose();
}
