using System.Text;
using StandInGam.Bulk;
using StandInGam.Running;
using StandInGam.Streams;

// Python leaves SIGTERM alone: the process dies of it, with its buffers unwritten.
Native.SetDefault(Native.SignalTerminate);
if (args is [WorkerManager.Verb, ..])
{
    return await WorkerManager.Run(args);
}

var worker = args is [WorkerManager.WorkerVerb, ..];
if (worker)
{
    Native.Ignore(Native.SignalInterrupt);
    args = args[1..];
}

var output = new GamStream(1);
var errors = new GamStream(2);
if (!ArgumentsAreText())
{
    errors.Write("Traceback (most recent call last):\nUnicodeEncodeError: 'utf-8' codec can't encode character: surrogates not allowed\n");
    errors.Flush();
    return 1;
}

using var interrupts = new Interrupts(output, errors);
var program = worker ? "gam" : Environment.ProcessPath ?? "gam";
var code = await new GamRun(program, GamConfig.Load(), output, errors, interrupts).Execute(args);
try
{
    output.Flush();
    errors.Flush();
    return code;
}
catch (ReaderGoneException)
{
    return 120;
}

// The arguments that .NET hands over have lost what was not UTF-8; the kernel has them as they were given.
static bool ArgumentsAreText()
{
    try
    {
        _ = new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(File.ReadAllBytes("/proc/self/cmdline"));
        return true;
    }
    catch (DecoderFallbackException)
    {
        return false;
    }
}
