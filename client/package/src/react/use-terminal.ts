import { useEffect, useState, useSyncExternalStore } from 'react';
import type { GamSessionsClient } from '../client.js';
import { getClient } from '../index.js';
import { TerminalModel, type TerminalState } from './terminal-model.js';

/** A session's terminal for as long as the component is there, from the beginning of its journal; undefined before the first effect. */
export function useTerminal(sessionId: string | undefined, client?: GamSessionsClient): TerminalModel | undefined {
  const [model, setModel] = useState<TerminalModel>();
  useEffect(() => {
    if (sessionId === undefined) return undefined;
    const made = new TerminalModel((client ?? getClient()).createSessionWebsocket(sessionId, { after: 0 }));
    setModel(made);
    return () => {
      made.dispose();
      setModel(undefined);
    };
  }, [sessionId, client]);
  return model;
}

/** The state of a terminal; the component renders when it changes. */
export function useTerminalState(model: TerminalModel): TerminalState {
  return useSyncExternalStore(model.subscribe, model.getState, model.getState);
}
