import { configure } from 'gam-sessions-client';

// A key is kept in the memory of this page alone: not in storage, which other pages of this origin and other people at this machine see.
let apiKey: string | undefined;

export function setApiKey(key: string): void {
  apiKey = key;
}

configure({ getApiToken: () => apiKey });
