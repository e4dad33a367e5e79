using System.Text.Json;
using GamAgent.Protocol;

namespace GamSessions.SocketIo.Terminal;

/// <content>What keys do, and what events look like.</content>
internal sealed partial class TerminalSession
{
    private const string Prompt = "gam> ";
    private const string Dim = "\u001b[2m";
    private const string Plain = "\u001b[0m";
    private const int MostPasted = 100;
    private static readonly TimeSpan PromptQuiet = TimeSpan.FromMilliseconds(300);

    private readonly Queue<string> _pasted = new();
    private string? _running;
    private bool _starting;
    private string _stdoutRow = "";
    private int _outputs;

    private bool IsBusy => _running is not null || _starting;

    private bool IsAtPrompt => IsBusy && _stdoutRow.Length > 0;

    private async Task TypeInTurnAsync(string typed)
    {
        _editor.Hidden = IsAtPrompt && SecretPrompt.Is(_stdoutRow);
        _editor.Prefix = _editor.Line.Length == 0 ? _screen.Row : _editor.Prefix;
        var wasBusy = IsBusy;
        foreach (var (key, text) in _editor.Take(typed))
        {
            switch (key)
            {
                case EditorKey.Echo:
                    await ShowAsync(text);
                    break;
                case EditorKey.Line when !IsBusy:
                    await RunAsync(text);
                    break;
                case EditorKey.Line when wasBusy:
                    await AnswerAsync(text);
                    break;
                case EditorKey.Line:
                    // Pasted below a command: for its prompt if it has one, else the next command.
                    Keep(text);
                    break;
                case EditorKey.Interrupt:
                    await InterruptAsync();
                    break;
                case EditorKey.EndOfInput when _running is not null:
                    await SendAsync("stdin", new { eof = true });
                    break;
                default:
                    break;
            }
        }
    }

    private async Task RunAsync(string line)
    {
        if (string.IsNullOrWhiteSpace(line))
        {
            await PromptAsync();
            return;
        }

        _starting = true;
        _stdoutRow = "";
        await SendAsync("exec", new { command = line, id = $"term-{Guid.NewGuid():N}" });
    }

    private async Task AnswerAsync(string line)
    {
        _stdoutRow = "";
        await SendAsync("stdin", _editor.Hidden ? new { text = line + "\n", secret = true } : (object)new { text = line + "\n" });
        _editor.Hidden = false;
    }

    private void Keep(string line)
    {
        if (_pasted.Count < MostPasted)
        {
            _pasted.Enqueue(line);
        }
    }

    private async Task InterruptAsync()
    {
        _pasted.Clear();
        if (_running is not null)
        {
            await SendAsync("cancel", new { });
        }
        else if (!_starting)
        {
            await ShowAsync("\r\n");
            await PromptAsync();
        }
    }

    private async Task PromptAsync()
    {
        if (_screen.Row.Length > 0)
        {
            await ShowAsync("\n");
        }

        await ShowAsync(Prompt + _editor.Line);
        _editor.Prefix = Prompt;
    }

    private async Task WelcomeAsync(JsonElement connected)
    {
        _running = connected.TryGetProperty("running", out var running) && running.ValueKind is JsonValueKind.Object ? running.GetProperty("id").GetString() : null;
        if (_running is not null)
        {
            await ShowAsync($"{Dim}[running: gam {Join(running.GetProperty("args"))}]{Plain}\n");
        }
        else
        {
            await PromptAsync();
        }
    }

    private async Task TakeAsync(EventEnvelope e)
    {
        switch (e.Event)
        {
            case EventNames.Output:
                await OutputAsync(e.Data.GetString() ?? "", e.Stream is OutputStream.Stdout);
                break;
            case EventNames.Started:
                await StartedAsync(e.Data);
                break;
            case EventNames.Exit:
                await ExitAsync(e.Data);
                break;
            case EventNames.Error:
                await ErrorAsync(e.Data);
                break;
            case EventNames.Closing:
                await NoticeAsync($"the session ends at {e.Data.GetProperty("at").GetString()}: {e.Data.GetProperty("reason").GetString()}");
                break;
            case EventNames.Gap:
                await NoticeAsync("some output is no longer kept");
                break;
            default:
                break;
        }
    }

    private async Task OutputAsync(string text, bool isStdout)
    {
        await ShowAsync(text);
        _outputs++;
        if (isStdout)
        {
            var end = text.LastIndexOf('\n');
            _stdoutRow = end < 0 ? _stdoutRow + text : text[(end + 1)..];
            if (IsAtPrompt && _pasted.Count > 0)
            {
                _ = AnswerFromPasteAsync(_outputs);
            }
        }
    }

    // A row that stays unfinished is a prompt.
    private async Task AnswerFromPasteAsync(int outputs)
    {
        try
        {
            await Task.Delay(PromptQuiet, _time, _stop.Token);
            await InTurnAsync(async () =>
            {
                if (outputs == _outputs && IsAtPrompt && _pasted.TryDequeue(out var line))
                {
                    await ShowAsync((SecretPrompt.Is(_stdoutRow) ? "" : line) + "\n");
                    await AnswerAsync(line);
                }
            });
        }
        catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException or System.Net.WebSockets.WebSocketException)
        {
            LogLost(SessionId, e.Message);
        }
    }

    private async Task StartedAsync(JsonElement started)
    {
        _running = started.GetProperty("id").GetString();
        if (!_starting)
        {
            await NoticeAsync($"{started.GetProperty("by").GetString()} runs: gam {Join(started.GetProperty("args"))}");
        }

        _starting = false;
    }

    private async Task ExitAsync(JsonElement exit)
    {
        _running = null;
        _starting = false;
        _stdoutRow = "";
        if (exit.GetProperty("class").GetString() is not "ok")
        {
            var code = exit.TryGetProperty("exitCode", out var number) ? number.GetRawText() : exit.GetProperty("reason").GetString();
            await NoticeAsync($"exit {code}: {exit.GetProperty("meaning").GetString()}");
        }

        await NextAsync();
    }

    private async Task ErrorAsync(JsonElement error)
    {
        var hint = error.TryGetProperty("suggestion", out var suggestion) ? $"; try: {suggestion.GetString()}"
            : error.TryGetProperty("hint", out var advice) ? $"; {advice.GetString()}"
            : "";
        await NoticeAsync($"{error.GetProperty("code").GetString()}: {error.GetProperty("message").GetString()}{hint}");
        if (_starting)
        {
            _starting = false;
            await NextAsync();
        }
    }

    private async Task NextAsync()
    {
        if (_running is null && _pasted.TryDequeue(out var line))
        {
            await PromptAsync();
            await ShowAsync(line + "\n");
            await RunAsync(line);
        }
        else if (!IsBusy)
        {
            await PromptAsync();
        }
    }

    private async Task NoticeAsync(string text) =>
        await ShowAsync($"{(_screen.Row.Length > 0 ? "\n" : "")}{Dim}[{text}]{Plain}\n");

    private static string Join(JsonElement args) => string.Join(' ', args.EnumerateArray().Select(arg => arg.GetString()));
}
