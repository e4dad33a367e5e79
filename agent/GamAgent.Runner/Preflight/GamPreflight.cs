using System.ComponentModel;
using System.Text;
using CliWrap;
using GamAgent.Runner.Settings;

namespace GamAgent.Runner.Preflight;

/// <summary>Tries GAM once before the first command, so that an image in which it can't run is told at once and in its own words.</summary>
internal static class GamPreflight
{
    private const int MaxSaidBytes = 2048;
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>Runs <c>gam version simple</c>, in the environment that commands have.</summary>
    /// <returns>What is wrong and what cures it, or null.</returns>
    internal static async Task<string?> RunAsync(RunnerSettings settings, IReadOnlyDictionary<string, string> environment, TimeProvider time)
    {
        var said = new MemoryStream();
        var said1 = PipeTarget.Create((stream, cancellation) => ReadAsync(stream, said, cancellation));
        var said2 = PipeTarget.Create((stream, cancellation) => ReadAsync(stream, said, cancellation));
        var command = Cli.Wrap(settings.GamPath)
            .WithArguments(["version", "simple"])
            .WithWorkingDirectory(settings.WorkFolder)
            .WithValidation(CommandResultValidation.None)
            .WithStandardOutputPipe(said1)
            .WithStandardErrorPipe(said2);
        using var limit = new CancellationTokenSource(Limit, time);
        try
        {
            var result = await command.ExecuteAsync(
                information =>
                {
                    information.Environment.Clear();
                    foreach (var (name, value) in environment)
                    {
                        information.Environment[name] = value;
                    }
                },
                configureProcess: null,
                limit.Token,
                CancellationToken.None);
            return result.ExitCode == 0
                ? null
                : $"'{settings.GamPath} version simple' ended with code {result.ExitCode}: {Words(said)} Run it in the image by hand, as the session's user; GamPath and RunAsUser of the image's entry in Images change program and user.";
        }
        catch (OperationCanceledException)
        {
            return $"'{settings.GamPath} version simple' did not end within {Limit.TotalSeconds:0} s.";
        }
        catch (Win32Exception e)
        {
            return $"'{settings.GamPath}' can't be started in this image ({e.Message}); set GamPath of the image's entry in Images to where GAM is, and see that the session's user may run it.";
        }
    }

    private static string Words(MemoryStream said)
    {
        lock (said)
        {
            var text = Encoding.UTF8.GetString(said.GetBuffer(), 0, (int)said.Length).Trim();
            return text.Length > 0 ? $"{text}{(text[^1] is '.' or '!' or '?' ? "" : ".")}" : "it said nothing.";
        }
    }

    // Both streams into one text, no more of it than a message can hold.
    private static async Task ReadAsync(Stream stream, MemoryStream said, CancellationToken cancellation)
    {
        var buffer = new byte[512];
        while (await stream.ReadAsync(buffer, cancellation) is var count and > 0)
        {
            lock (said)
            {
                said.Write(buffer, 0, Math.Min(count, MaxSaidBytes - (int)said.Length));
            }
        }
    }
}
