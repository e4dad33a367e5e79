import { useEffect, useState } from 'react';
import { deleteSession, type Session } from 'gam-sessions-client';
import { CreateForm } from './create-form.js';
import { sessionHref } from './route.js';
import { timeLeft } from './time-left.js';
import { inWords, useSessions } from './use-sessions.js';

export function SessionsPage() {
  const { sessions, fault, refresh } = useSessions();
  useEffect(() => { document.title = 'Sessions · gam-sessions'; }, []);
  return (
    <section aria-labelledby="sessions">
      <h2 id="sessions" tabIndex={-1}>Sessions</h2>
      <CreateForm onCreated={refresh} />
      {fault && <p role="alert" className="fault">{fault}</p>}
      {sessions?.length === 0 && <p>None yet. Create one: it is yours alone, and gone when you end it.</p>}
      {sessions && sessions.length > 0 && <SessionTable sessions={sessions} onChange={refresh} />}
    </section>
  );
}

function SessionTable({ sessions, onChange }: { sessions: Session[]; onChange: () => void }) {
  return (
    <div className="scroll" role="region" aria-label="Table of sessions" tabIndex={0}>
      <table>
        <thead>
          <tr><th scope="col">Name</th><th scope="col">State</th><th scope="col">Image</th><th scope="col">Time left</th><th scope="col">Actions</th></tr>
        </thead>
        <tbody>{sessions.map(session => <SessionRow key={session.id} session={session} onChange={onChange} />)}</tbody>
      </table>
    </div>
  );
}

function SessionRow({ session, onChange }: { session: Session; onChange: () => void }) {
  const [fault, setFault] = useState<string>();
  const isOver = session.status === 'ended' || session.status === 'failed';
  const end = async () => {
    try {
      await deleteSession(session.id);
      onChange();
    } catch (error) {
      setFault(inWords(error));
    }
  };
  return (
    <tr>
      <th scope="row"><a href={sessionHref(session.id)}>{session.name}</a></th>
      <td>
        <span className={`status ${session.status}`}>{session.status}{session.reason ? ` (${session.reason})` : ''}</span>
        {session.message && session.status === 'failed' && <small>{session.message}</small>}
        {fault && <small role="alert">{fault}</small>}
      </td>
      <td>{session.image}</td>
      <td>{isOver ? '–' : timeLeft(session.expiresAt)}</td>
      <td><button type="button" disabled={isOver || session.status === 'ending'} aria-label={`End ${session.name}`} onClick={() => void end()}>End</button></td>
    </tr>
  );
}
