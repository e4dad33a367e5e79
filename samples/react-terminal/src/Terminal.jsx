import { configure } from 'gam-sessions-client';
import { GamTerminal, useGamSession } from 'gam-sessions-client/react';
import 'gam-sessions-client/terminal.css';

configure({ baseUrl: new URLSearchParams(location.search).get('host') ?? 'http://localhost:5080' });

export function Terminal() {
  const session = useGamSession('My Session', 'default-gam-image');
  return <GamTerminal session={session} />;
}
