import { useEffect, useId, useRef, useState, type FormEvent, type KeyboardEvent } from 'react';
import type { TerminalModel, TerminalState } from './terminal-model.js';

/** Where lines are typed: commands with a history, answers to prompts, and these masked when they are secret. */
export function CommandLine({ model, state, onSend }: { model: TerminalModel; state: TerminalState; onSend: () => void }) {
  const id = useId();
  const [line, setLine] = useState('');
  const [fault, setFault] = useState<string>();
  const input = useRef<HTMLInputElement>(null);
  const place = useRef({ at: 0, draft: '' });
  const { prompt, refusal, running } = state;
  const over = state.end !== undefined;

  // A line that was typed for another purpose is not the answer to a prompt, and a secret never becomes a command.
  const purpose = prompt ? `${prompt.secret}${prompt.text}` : '';
  useEffect(() => setLine(''), [purpose]);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    try {
      model.send(line);
      onSend();
      setFault(undefined);
      setLine('');
      place.current = { at: model.history.length, draft: '' };
    } catch (error) {
      setFault(error instanceof Error ? error.message : String(error));
    }
  };

  const recall = (by: number) => {
    const { history } = model;
    const from = Math.min(place.current.at, history.length);
    const to = Math.max(0, Math.min(history.length, from + by));
    if (from === history.length) place.current.draft = line;
    place.current.at = to;
    setLine(to === history.length ? place.current.draft : history[to] ?? '');
  };

  const key = (event: KeyboardEvent<HTMLInputElement>) => {
    const field = event.currentTarget;
    if (event.ctrlKey && event.key === 'c' && running && field.selectionStart === field.selectionEnd) {
      event.preventDefault();
      model.cancel();
    } else if (!prompt && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      event.preventDefault();
      recall(event.key === 'ArrowUp' ? -1 : 1);
    }
  };

  const label = prompt ? prompt.text || 'The command asks for input' : 'Command';
  return (
    <div className="gam-entry">
      {(refusal || fault) && (
        <div className="gam-refusal" role="alert">
          <p>{fault ?? refusal?.message}</p>
          {refusal?.hint && <p>{refusal.hint}</p>}
          {refusal?.suggestion && (
            <button type="button" onClick={() => {
              setLine(refusal.suggestion ?? '');
              input.current?.focus();
            }}>Use <code>{refusal.suggestion}</code></button>
          )}
        </div>
      )}
      <form onSubmit={submit}>
        <label htmlFor={id}>{label}</label>
        <input
          id={id} ref={input} value={line} type={prompt?.secret ? 'password' : 'text'} disabled={over} onKeyDown={key}
          onChange={event => setLine(event.target.value)} autoComplete="off" autoCapitalize="off" autoCorrect="off" spellCheck={false}
          placeholder={prompt ? '' : 'gam info domain'} aria-describedby={`${id}-help`} />
        <button type="submit" disabled={over}>{prompt ? 'Answer' : 'Run'}</button>
        <button type="button" disabled={over || !running} onClick={() => model.cancel()}>Cancel</button>
      </form>
      <p className="gam-help" id={`${id}-help`}>
        {prompt ? 'What you type is the answer; it is kept nowhere.' : '↑ and ↓ bring earlier commands back; Ctrl+C cancels what runs.'}
      </p>
    </div>
  );
}
