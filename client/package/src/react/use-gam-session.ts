import { useEffect, useState } from 'react';
import type { GamSessionsClient } from '../client.js';
import { getClient } from '../index.js';
import type { CreateOptions, Session, SessionConfig } from '../rest/sessions.js';

/** A session on its way. */
export type SessionHandle =
  | { status: 'creating'; session?: undefined; error?: undefined }
  | { status: 'ready'; session: Session; error?: undefined }
  | { status: 'failed'; session?: undefined; error: unknown };

export interface UseSessionOptions {
  config?: SessionConfig;
  credentials?: string;
  /** Whether the session ends with the component; default true. A page that is closed leaves it to its idle time. */
  endOnUnmount?: boolean;
  client?: GamSessionsClient;
}

/**
 * Creates one session for as long as the component is there. Exactly one, also where React mounts twice (StrictMode): what is given back
 * and asked for again in the same moment is kept.
 */
export function useGamSession(name: string, image?: string, options: UseSessionOptions = {}): SessionHandle {
  const [lease] = useState(() => new SessionLease());
  const [handle, setHandle] = useState<SessionHandle>({ status: 'creating' });
  const key = JSON.stringify([name, image, options.config, options.credentials]);
  const client = options.client;
  const end = options.endOnUnmount ?? true;

  useEffect(() => {
    const create: CreateOptions = options.credentials === undefined ? {} : { credentials: options.credentials };
    setHandle({ status: 'creating' });
    return lease.take(key, client ?? getClient(), signal => (client ?? getClient()).createSession(name, image, options.config, { ...create, signal }), end, setHandle);
    // The key stands for name, image, configuration and credentials.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [lease, key, client, end]);
  return handle;
}

interface Held {
  key: string;
  client: GamSessionsClient;
  abort: AbortController;
  created: Promise<{ session: Session }>;
  releasing: ReturnType<typeof setTimeout> | undefined;
}

/** Who holds the session at the moment; it is given up only when nobody has asked for it again by the next turn. */
class SessionLease {
  #held: Held | undefined;

  take(
    key: string, client: GamSessionsClient, create: (signal: AbortSignal) => Promise<{ session: Session }>, end: boolean,
    tell: (handle: SessionHandle) => void,
  ): () => void {
    let held = this.#held;
    if (held?.key === key && held.client === client) {
      clearTimeout(held.releasing);
    } else {
      const abort = new AbortController();
      held = { key, client, abort, created: create(abort.signal), releasing: undefined };
      this.#held = held;
    }
    const mine = held;
    let listening = true;
    mine.created.then(
      ({ session }) => { if (listening) tell({ status: 'ready', session }); },
      (error: unknown) => { if (listening) tell({ status: 'failed', error }); });
    return () => {
      listening = false;
      mine.releasing = setTimeout(() => {
        if (this.#held === mine) this.#held = undefined;
        if (end) void giveUp(mine);
      }, 0);
    };
  }
}

// A create that is under way can't be taken back: its session is deleted once it is known.
async function giveUp({ created, client }: Held): Promise<void> {
  try {
    await client.deleteSession((await created).session.id);
  } catch {
    // It was never made, or the host can't be reached: then its idle time ends it.
  }
}
