import { useCallback, useEffect, useState } from 'react';
import { listSessions, type Session } from 'gam-sessions-client';

const refreshMs = 4000;

/** The caller's sessions, looked at again every few seconds and on demand, and not while the page is hidden. */
export function useSessions(): { sessions: Session[] | undefined; fault: string | undefined; refresh: () => void } {
  const [sessions, setSessions] = useState<Session[]>();
  const [fault, setFault] = useState<string>();
  const [round, setRound] = useState(0);
  const refresh = useCallback(() => setRound(n => n + 1), []);

  useEffect(() => {
    const abort = new AbortController();
    listSessions({ pageSize: 100, signal: abort.signal }).then(
      answer => {
        setSessions(answer.sessions);
        setFault(undefined);
      },
      (error: unknown) => {
        if (!abort.signal.aborted) setFault(inWords(error));
      });
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') refresh();
    }, refreshMs);
    return () => {
      clearInterval(timer);
      abort.abort();
    };
  }, [round, refresh]);
  return { sessions, fault, refresh };
}

export function inWords(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
