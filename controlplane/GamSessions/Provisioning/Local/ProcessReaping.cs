using System.ComponentModel;

namespace GamSessions.Provisioning.Local;

/// <summary>Ends whatever processes of a session are left, by the marker in their environment; the runner's own verb does it.</summary>
internal sealed class ProcessReaping(LocalPrograms programs, TimeProvider time)
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    /// <summary>Ends what commands left behind; returns when none is left.</summary>
    /// <exception cref="IOException">It could not.</exception>
    public Task ReapCommandsAsync(string sessionId, CancellationToken cancellationToken) => ReapAsync(sessionId, cancellationToken);

    /// <summary>Ends the session's two programs and all below them, which only a crash of the host can have left.</summary>
    /// <exception cref="IOException">It could not.</exception>
    public Task ReapProgramsAsync(string sessionId, CancellationToken cancellationToken) =>
        ReapAsync(ChildEnvironment.ProgramsMarker(sessionId), cancellationToken);

    private async Task ReapAsync(string sessionId, CancellationToken cancellationToken)
    {
        string? lastWords = null;
        try
        {
            using var child = ChildProcess.Start(
                programs.Runner, ["reap", sessionId], ChildEnvironment.ForReaping(), Path.GetTempPath(), time, _ => { }, line => lastWords = line);
            try
            {
                var exitCode = await child.Exited.WaitAsync(Limit, time, cancellationToken);
                if (exitCode != 0)
                {
                    throw new IOException($"Processes of session {sessionId} are left (code {exitCode}): {lastWords}");
                }
            }
            catch (Exception e) when (e is TimeoutException or OperationCanceledException)
            {
                child.Kill();
                throw;
            }
        }
        catch (Win32Exception e)
        {
            throw new IOException($"{programs.Runner} could not be started to end what is left of session {sessionId}: {e.Message}", e);
        }
    }
}
