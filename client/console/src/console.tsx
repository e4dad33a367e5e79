import { useEffect, useRef, useState } from 'react';
import { ApiError, NetworkError, listSessions } from 'gam-sessions-client';
import { KeyForm } from './key-form.js';
import { useRoute } from './route.js';
import { SessionPage } from './session-page.js';
import { SessionsPage } from './sessions-page.js';

const againMs = 1000;

export function Console() {
  const route = useRoute();
  const [access, setAccess] = useState<'asking' | 'open' | 'key'>('asking');
  const [round, setRound] = useState(0);
  const main = useRef<HTMLElement>(null);

  useEffect(() => {
    const abort = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    listSessions({ pageSize: 1, signal: abort.signal }).then(
      () => setAccess('open'),
      (error: unknown) => {
        if (abort.signal.aborted) return;
        if (error instanceof NetworkError) timer = setTimeout(() => setRound(n => n + 1), againMs);
        else setAccess(error instanceof ApiError && error.status === 401 ? 'key' : 'open');
      });
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [round]);

  // Whoever uses a screen reader is told of another page by its heading.
  const place = route.page === 'session' ? route.id : '';
  const first = useRef(true);
  useEffect(() => {
    if (!first.current) main.current?.querySelector<HTMLElement>('h2')?.focus();
    first.current = false;
  }, [place]);

  return (
    <>
      <a className="skip" href="#main" onClick={event => {
        event.preventDefault();
        main.current?.focus();
      }}>Skip to the content</a>
      <header>
        <h1><a href="#/">gam-sessions</a></h1>
        <nav aria-label="Elsewhere"><a href="docs">API</a></nav>
      </header>
      <main id="main" ref={main} tabIndex={-1}>
        {access === 'key' && <KeyForm onKey={() => setRound(n => n + 1)} />}
        {access === 'open' && (route.page === 'session' ? <SessionPage key={route.id} id={route.id} /> : <SessionsPage />)}
        {access === 'asking' && <p role="status">Loading…</p>}
      </main>
    </>
  );
}
