using GamAgent.Protocol;

namespace GamAgent.Server.Commands;

/// <content>
/// Prompts: standard output stopped in the middle of a line and has been quiet. Whoever waits at one is told, and one that waits too long is ended.
/// </content>
internal sealed partial class CommandDesk
{
    private bool AwaitsInput(LiveCommand command) =>
        command.InputUsed || (command.StdoutOpen && _time.GetElapsedTime(command.StdoutAt) >= PromptQuiet);

    // Armed once and looking at the clock when it fires: output that floods must not set a timer for every piece.
    private void WatchPrompt(LiveCommand command)
    {
        LeavePrompt(command);
        if (command.StdoutOpen && !_promptTimerSet)
        {
            _promptTimerSet = true;
            _promptTimer.Change(PromptQuiet, Timeout.InfiniteTimeSpan);
        }
    }

    private void OnPromptTimer()
    {
        lock (_gate)
        {
            _promptTimerSet = false;
            if (_current is not { Started: true, StdoutOpen: true, AtPrompt: false } current)
            {
                return;
            }

            var quiet = _time.GetElapsedTime(current.StdoutAt);
            if (quiet < PromptQuiet)
            {
                _promptTimerSet = true;
                _promptTimer.Change(PromptQuiet - quiet, Timeout.InfiniteTimeSpan);
                return;
            }

            current.AtPrompt = true;
            _promptLimitTimer.Change(_limits.PromptTimeout, Timeout.InfiniteTimeSpan);
            PublishState();
        }
    }

    private void OnPromptLimit()
    {
        lock (_gate)
        {
            if (_current is not { AtPrompt: true } current)
            {
                return;
            }

            if (_runner is null)
            {
                // It ends when the runner is back, or as runner-lost.
                _promptLimitTimer.Change(PromptQuiet, Timeout.InfiniteTimeSpan);
                return;
            }

            _runner.SendCancel(current.Number, ExitReason.TimedOut, "prompt");
        }
    }

    private void LeavePrompt(LiveCommand command)
    {
        if (command.AtPrompt)
        {
            command.AtPrompt = false;
            _promptLimitTimer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            PublishState();
        }
    }
}
