import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import type { GamSessionsClient } from '../client.js';
import { CommandLine } from './command-line.js';
import { Screen } from './screen.js';
import { StatusLine } from './status-line.js';
import type { TerminalModel } from './terminal-model.js';
import type { SessionHandle } from './use-gam-session.js';
import { useTerminal, useTerminalState } from './use-terminal.js';

export interface GamTerminalProps {
  /** A session's id, or what `useGamSession` gives. */
  session: string | SessionHandle;
  /** Lines kept on the screen; older ones are in the transcript. Default 20,000. */
  scrollback?: number;
  /** Its accessible name; default "Terminal". */
  label?: string;
  /** Shown beside the tools. */
  tools?: ReactNode;
  client?: GamSessionsClient;
}

/** A session's terminal: its output from the beginning, a command line, and how it all fares. */
export function GamTerminal({ session, scrollback = 20_000, label = 'Terminal', tools, client }: GamTerminalProps) {
  const id = typeof session === 'string' ? session : session.session?.id;
  const model = useTerminal(id, client);
  if (typeof session !== 'string' && session.status === 'failed') {
    return <p className="gam-terminal gam-failed" role="alert">{session.error instanceof Error ? session.error.message : String(session.error)}</p>;
  }
  return (
    <section className="gam-terminal" aria-label={label}>
      {model ? <Opened key={id} model={model} scrollback={scrollback} label={label} tools={tools} /> : <p role="status">Creating a session…</p>}
    </section>
  );
}

function Opened({ model, scrollback, label, tools }: { model: TerminalModel; scrollback: number; label: string; tools: ReactNode }) {
  const host = useRef<HTMLDivElement>(null);
  const [screen, setScreen] = useState<Screen>();
  const state = useTerminalState(model);

  useEffect(() => {
    if (!host.current) return undefined;
    const made = new Screen(host.current, model, scrollback, `Output of ${label}`);
    setScreen(made);
    return () => {
      made.dispose();
      setScreen(undefined);
    };
  }, [model, scrollback, label]);

  const key = (event: KeyboardEvent) => {
    const by = ({ PageUp: -1, PageDown: 1, Home: 'top', End: 'bottom' } as const)[event.key as 'PageUp'];
    if (by === undefined || event.ctrlKey || event.altKey) return;
    event.preventDefault();
    screen?.scroll(by);
  };

  return (
    <>
      <div className="gam-tools">
        {screen && <Search screen={screen} />}
        {screen && <CopyButton screen={screen} />}
        {tools}
      </div>
      <div className="gam-screen" ref={host} role="group" tabIndex={0} aria-label={`Output of ${label}; Page Up and Page Down scroll`} onKeyDown={key} />
      <StatusLine state={state} />
      <CommandLine model={model} state={state} onSend={() => screen?.scroll('bottom')} />
    </>
  );
}

function Search({ screen }: { screen: Screen }) {
  const id = useId();
  const [text, setText] = useState('');
  const [found, setFound] = useState<{ index: number; count: number }>();
  useEffect(() => screen.onResults(setFound), [screen]);
  return (
    <form className="gam-search" role="search" onSubmit={event => {
      event.preventDefault();
      screen.find(text);
    }}>
      <label htmlFor={id}>Search</label>
      <input id={id} type="search" value={text} autoComplete="off" spellCheck={false} onChange={event => {
        setText(event.target.value);
        screen.find(event.target.value);
      }} />
      <button type="button" onClick={() => screen.find(text, true)}>Previous</button>
      <button type="submit">Next</button>
      <span role="status" className="gam-found">{text && found ? (found.count === 0 ? 'Not found' : `${found.index + 1} of ${found.count}`) : ''}</span>
    </form>
  );
}

function CopyButton({ screen }: { screen: Screen }) {
  const [said, setSaid] = useState('');
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(screen.text());
      setSaid('Copied');
    } catch {
      // Refused by the browser, or not a secure page: the selection can still be copied by its own keys.
      setSaid('The browser does not let this page copy; select text and use its own keys.');
    }
  };
  return (
    <span className="gam-copy">
      <button type="button" onClick={() => void copy()}>Copy</button>
      <span role="status">{said}</span>
    </span>
  );
}
