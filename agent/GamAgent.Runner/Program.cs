using GamAgent.Runner;
using GamAgent.Runner.Exec;
using GamAgent.Runner.Native;
using GamAgent.Runner.Verbs;

// Before anything else: started with SIGCHLD ignored, no end of a child would ever be noticed.
_ = Libc.SetSignalHandler(Signals.Child, 0);

try
{
    switch (args)
    {
        case ["exec", ..]:
            return Trampoline.Run();
        case ["run"]:
            return RunVerb.Run();
        case ["reap", var sessionId]:
            return ReapVerb.Run(sessionId);
        case ["install", var file]:
            return InstallVerb.Run(file);
        case ["--version"]:
            Console.Out.WriteLine(ProgramVersion.Text);
            return ExitCodes.Ok;
        default:
            Console.Error.WriteLine("usage: gam-agent-runner run | reap SESSIONID | install FILE | exec STDOUT STDERR PROGRAM [ARGUMENT...] | --version");
            return ExitCodes.Usage;
    }
}
catch (NativeCallException e)
{
    Console.Error.WriteLine(e.Message);
    return ExitCodes.Failed;
}
