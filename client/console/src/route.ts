import { useSyncExternalStore } from 'react';

export type Route = { page: 'sessions' } | { page: 'session'; id: string };

// Behind the hash: the host serves one page, whatever stands there, and a reload comes back to it.
function read(): Route {
  const [, id] = /^#\/sessions\/([a-z0-9-]{1,63})$/.exec(location.hash) ?? [];
  return id ? { page: 'session', id } : { page: 'sessions' };
}

function subscribe(listener: () => void): () => void {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
}

export function useRoute(): Route {
  const hash = useSyncExternalStore(subscribe, () => location.hash);
  void hash;
  return read();
}

export const sessionsHref = '#/';
export const sessionHref = (id: string): string => `#/sessions/${id}`;
