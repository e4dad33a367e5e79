import type { Settings } from '../configuration.js';
import { ApiError, NetworkError, SessionFailedError } from '../errors.js';
import type { Condition, EndReason, SessionStatus } from '../protocol.js';
import { wait } from '../wait.js';
import { request, requestJson } from './request.js';

export interface SessionConfig {
  resources?: { cpu?: string; memory?: string };
  idleMinutes?: number;
  maxMinutes?: number;
}

export interface Session {
  id: string;
  name: string;
  image: string;
  status: SessionStatus;
  reason?: EndReason;
  message?: string;
  conditions: Condition[];
  owner: string;
  createdAt: string;
  readyAt?: string;
  lastActivityAt: string;
  expiresAt: string;
  config: SessionConfig;
}

export interface WebsocketInfo {
  sessionId: string;
  url: string;
  path: string;
  websocketPath: string;
  serviceName: string | null;
  kubernetes: boolean;
  protocol: string;
  token: string;
  tokenExpiresAt: string;
}

export interface CreateOptions {
  /** The name of stored credentials. */
  credentials?: string;
  signal?: AbortSignal;
  /** How long to wait for the session to be ready; default 180,000. */
  timeoutMs?: number;
  /** Default: a random one, so that a create whose answer got lost is not made twice. */
  idempotencyKey?: string;
}

const createAttempts = 6;

/** Creates a session and waits until it can be reached. */
export async function createSession(
  settings: Settings, name: string, image?: string, config?: SessionConfig, options: CreateOptions = {},
): Promise<{ session: Session; websocketInfo: WebsocketInfo }> {
  const deadline = Date.now() + (options.timeoutMs ?? 180_000);
  const body = { name, ...(image && { image }), ...(config && { config }), ...(options.credentials && { credentials: options.credentials }) };
  const headers = { 'Idempotency-Key': options.idempotencyKey ?? randomKey() };
  for (let attempt = 1; ; attempt++) {
    try {
      const answer = await requestJson<{ session: Session; websocketInfo: WebsocketInfo | null }>(
        settings, 'POST', 'api/sessions', { body, headers, signal: options.signal });
      return answer.websocketInfo
        ? { session: answer.session, websocketInfo: answer.websocketInfo }
        : await untilReady(settings, answer.session.id, deadline, options.signal);
    } catch (error) {
      if (!(error instanceof NetworkError) || attempt === createAttempts) throw error;
      await wait(250 * 2 ** (attempt - 1), options.signal);
    }
  }
}

async function untilReady(settings: Settings, id: string, deadline: number, signal?: AbortSignal) {
  for (let pause = 250; ; pause = Math.min(pause * 1.5, 2000)) {
    const session = await getSession(settings, id, signal);
    if (session.status === 'ready') {
      return { session, websocketInfo: await getSessionWebsocketInfo(settings, id, signal) };
    }
    if (session.status !== 'starting') {
      throw new SessionFailedError(session.message ?? `The session is ${session.status}.`, id, session.reason);
    }
    if (Date.now() >= deadline) {
      throw new SessionFailedError(`The session ${id} is still starting. It goes on: look at it again later, or delete it.`, id, undefined);
    }
    await wait(pause, signal);
  }
}

export async function getSession(settings: Settings, id: string, signal?: AbortSignal): Promise<Session> {
  return (await requestJson<{ session: Session }>(settings, 'GET', sessionPath(id), { signal })).session;
}

export interface ListOptions { status?: SessionStatus; page?: number; pageSize?: number; signal?: AbortSignal }

/** Own sessions, the newest first; `nextPage` is there when there are more. */
export async function listSessions(settings: Settings, options: ListOptions = {}): Promise<{ sessions: Session[]; nextPage?: number }> {
  const query = new URLSearchParams();
  for (const key of ['status', 'page', 'pageSize'] as const) {
    if (options[key] !== undefined) query.set(key, String(options[key]));
  }
  return requestJson(settings, 'GET', `api/sessions?${query}`, { signal: options.signal });
}

/** How to reach a session, with a fresh token. */
export async function getSessionWebsocketInfo(settings: Settings, id: string, signal?: AbortSignal): Promise<WebsocketInfo> {
  return requestJson(settings, 'GET', `${sessionPath(id)}/websocket`, { signal });
}

/** Ends a session; asking again changes nothing, and one that is gone is fine. */
export async function deleteSession(settings: Settings, id: string, signal?: AbortSignal): Promise<void> {
  try {
    await request(settings, 'DELETE', sessionPath(id), { signal });
  } catch (error) {
    if (!(error instanceof ApiError) || (error.status !== 404 && error.status !== 410)) throw error;
  }
}

/** Moves the end of a session's life to the later of itself and now + minutes. */
export async function extendSession(settings: Settings, id: string, minutes: number, signal?: AbortSignal): Promise<Session> {
  return (await requestJson<{ session: Session }>(settings, 'POST', `${sessionPath(id)}/extend`, { body: { minutes }, signal })).session;
}

/** The images that a session may use, the default first. */
export async function listImages(settings: Settings, signal?: AbortSignal): Promise<{ name: string; isDefault: boolean }[]> {
  return (await requestJson<{ images: { name: string; isDefault: boolean }[] }>(settings, 'GET', 'api/images', { signal })).images;
}

/** What a session has printed so far, also after its end; `jsonl` has the journal's events, one a line. */
export async function getTranscript(
  settings: Settings, id: string, format: 'text' | 'jsonl' | 'asciicast' = 'text', signal?: AbortSignal,
): Promise<Response> {
  return request(settings, 'GET', `${sessionPath(id)}/transcript?format=${format}`, { signal });
}

/** The path of a session's address; an id can't become another path. */
export function sessionPath(id: string): string {
  if (!/^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/.test(id)) throw new TypeError(`'${id}' is not the id of a session.`);
  return `api/sessions/${id}`;
}

// Not randomUUID: pages that came by plain http from another machine don't have it.
function randomKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('');
}
