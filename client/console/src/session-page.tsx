import { useEffect, useState } from 'react';
import { deleteSession, extendSession, getSession, type Session } from 'gam-sessions-client';
import { GamTerminal } from 'gam-sessions-client/react';
import { Files } from './files.js';
import { Transcript } from './transcript.js';
import { sessionsHref } from './route.js';
import { minutesLeft, timeLeft } from './time-left.js';
import { inWords } from './use-sessions.js';

const refreshMs = 4000;

export function SessionPage({ id }: { id: string }) {
  const { session, unreachable, refresh } = useSession(id);
  const [fault, setFault] = useState<string>();
  useEffect(() => { if (session) document.title = `${session.name} · gam-sessions`; }, [session?.name]);

  const attempt = async (action: () => Promise<unknown>) => {
    try {
      await action();
      setFault(undefined);
      refresh();
    } catch (error) {
      setFault(inWords(error));
    }
  };

  if (!session) {
    return <><h2 tabIndex={-1}>Session</h2>{unreachable ? <p role="alert" className="fault">{unreachable}</p> : <p role="status">Loading…</p>}</>;
  }
  const isOver = session.status === 'ended' || session.status === 'failed';
  return (
    <section aria-labelledby="session" className="session">
      <div className="row">
        <h2 id="session" tabIndex={-1}>{session.name}</h2>
        <span className={`status ${session.status}`}>{session.status}{session.reason ? ` (${session.reason})` : ''}</span>
        {!isOver && <span className="faint">{timeLeft(session.expiresAt)} left</span>}
        <span className="gap" />
        <button type="button" disabled={isOver} onClick={() => void attempt(() => extendSession(id, minutesLeft(session.expiresAt) + 60))}>An hour more</button>
        <button type="button" disabled={isOver || session.status === 'ending'} onClick={() => void attempt(() => deleteSession(id))}>End session</button>
        <a href={sessionsHref}>All sessions</a>
      </div>
      {session.message && <p className={isOver ? 'fault' : 'faint'}>{session.message}</p>}
      {(fault ?? unreachable) && <p role="alert" className="fault">{fault ?? unreachable}</p>}
      {session.status === 'starting'
        ? <p role="status">The session is starting.</p>
        : <Life session={session} isOver={isOver} />}
    </section>
  );
}

// A terminal stays on the screen when its session ends: what was printed can still be read.
function Life({ session, isOver }: { session: Session; isOver: boolean }) {
  const [wasAlive] = useState(!isOver);
  return (
    <>
      {wasAlive && <GamTerminal session={session.id} label={session.name} />}
      {!wasAlive && <p>The session is over. What it printed is in the transcript.</p>}
      <div className="panels">
        <Files id={session.id} disabled={isOver} />
        <Transcript id={session.id} name={session.name} isShown={!wasAlive} />
      </div>
    </>
  );
}

function useSession(id: string) {
  const [session, setSession] = useState<Session>();
  const [unreachable, setUnreachable] = useState<string>();
  const [round, setRound] = useState(0);
  useEffect(() => {
    const abort = new AbortController();
    getSession(id, abort.signal).then(
      found => {
        setSession(found);
        setUnreachable(undefined);
      },
      (error: unknown) => {
        if (!abort.signal.aborted) setUnreachable(inWords(error));
      });
    const timer = setInterval(() => {
      if (document.visibilityState === 'visible') setRound(n => n + 1);
    }, refreshMs);
    return () => {
      clearInterval(timer);
      abort.abort();
    };
  }, [id, round]);
  return { session, unreachable, refresh: () => setRound(n => n + 1) };
}
