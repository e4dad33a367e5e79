import type { Settings } from '../configuration.js';
import { ApiError, GamSessionsError, NetworkError, SessionClosedError } from '../errors.js';
import { closeCodes, type SessionEvent } from '../protocol.js';
import { getSessionWebsocketInfo } from '../rest/sessions.js';
import { wait } from '../wait.js';
import { Backoff } from './backoff.js';
import { Link } from './link.js';

/** Where a connection stands; `waiting` has the time until the next try and why the last one failed. */
export type ConnectionStatus =
  | { state: 'connecting'; attempt: number }
  | { state: 'open' }
  | { state: 'waiting'; attempt: number; retryInMs: number; error: GamSessionsError }
  | { state: 'paused' }
  | { state: 'closed'; error?: GamSessionsError };

export interface ConnectionEvents {
  event(event: SessionEvent): void;
  status(status: ConnectionStatus): void;
  /** Where to go on from. */
  position(): { after: number | undefined; epoch: string | undefined };
}

const livedMs = 5_000;
const expiredTokensAllowed = 2;
const crowdedTriesAllowed = 5;
const crowdedPauseMs = 5_000;

/**
 * Keeps a session's websocket open: a fresh token for every try, from where it was, with growing pauses, until the session ends, access
 * is refused or `close` is called. Paused it has no socket at all; the journal keeps what comes meanwhile.
 */
export class Connection {
  #settings: Settings;
  #id: string;
  #events: ConnectionEvents;
  #link: Link | undefined;
  #closing = new AbortController();
  #waiting: AbortController | undefined;
  #paused = false;
  #resumed: (() => void) | undefined;
  #backoff = new Backoff();
  #expired = 0;
  #crowded = 0;

  constructor(settings: Settings, id: string, events: ConnectionEvents) {
    this.#settings = settings;
    this.#id = id;
    this.#events = events;
    void this.#run();
  }

  /** Sends a frame if the socket is open. */
  send(frame: string): boolean {
    if (!this.#link?.isOpen) return false;
    this.#link.send(frame);
    return true;
  }

  /** Closes the socket until `resume`: what was received and not yet told comes again. */
  pause(): void {
    if (this.#paused || this.#closing.signal.aborted) return;
    this.#paused = true;
    this.#link?.drop();
  }

  resume(): void {
    this.#paused = false;
    this.#resumed?.();
  }

  /** Tries again now instead of waiting. */
  hurry(): void {
    this.#waiting?.abort();
  }

  close(error?: GamSessionsError): void {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort();
    this.#link?.drop();
    this.resume();
    this.#events.status(error ? { state: 'closed', error } : { state: 'closed' });
  }

  async #run(): Promise<void> {
    const closed = this.#closing.signal;
    const online = () => this.hurry();
    const page = globalThis as { addEventListener?: typeof addEventListener; removeEventListener?: typeof removeEventListener };
    page.addEventListener?.('online', online);
    while (!closed.aborted) {
      if (this.#paused) {
        this.#events.status({ state: 'paused' });
        await new Promise<void>(resolve => { this.#resumed = resolve; });
        continue;
      }
      const end = await this.#attempt();
      if (closed.aborted || this.#paused) continue;
      if (!end.again) {
        this.close(end.error);
        break;
      }
      const retryInMs = this.#backoff.next(end.leastMs);
      this.#events.status({ state: 'waiting', attempt: this.#backoff.attempt, retryInMs, error: end.error });
      this.#waiting = new AbortController();
      const stop = () => this.#waiting?.abort();
      closed.addEventListener('abort', stop);
      // Cut short, it goes on just the same.
      await wait(retryInMs, this.#waiting.signal).catch(() => undefined);
      closed.removeEventListener('abort', stop);
    }
    page.removeEventListener?.('online', online);
  }

  async #attempt(): Promise<{ again: boolean; error: GamSessionsError; leastMs?: number }> {
    this.#events.status({ state: 'connecting', attempt: this.#backoff.attempt });
    let openedAt: number | undefined;
    try {
      const info = await getSessionWebsocketInfo(this.#settings, this.#id, this.#closing.signal);
      if (this.#closing.signal.aborted || this.#paused) return { again: true, error: new NetworkError('paused') };
      const { after, epoch } = this.#events.position();
      const link = new Link(this.#settings, info, after, epoch, event => {
        if (event.event === 'connected') {
          openedAt = Date.now();
          this.#expired = 0;
          this.#crowded = 0;
          this.#events.event(event);
          this.#events.status({ state: 'open' });
        } else {
          this.#events.event(event);
        }
      });
      this.#link = link;
      const { code, reason } = await link.ended;
      this.#link = undefined;
      if (openedAt !== undefined && Date.now() - openedAt >= livedMs) this.#backoff.reset();
      return this.#afterClose(code, reason);
    } catch (error) {
      return afterFailure(error);
    }
  }

  #afterClose(code: number, reason: string): { again: boolean; error: GamSessionsError; leastMs?: number } {
    const closedBy = (text: string) => new SessionClosedError(text, code, reason);
    switch (code) {
      case closeCodes.ended:
      case closeCodes.endedEarlier:
        return { again: false, error: closedBy(`The session has ended${reason ? ` (${reason})` : ''}.`) };
      case closeCodes.notAllowed:
        return { again: false, error: closedBy('Access to this session is not allowed, or was withdrawn.') };
      case closeCodes.unknownSession:
        return { again: false, error: closedBy('There is no such session.') };
      case closeCodes.policy:
        return { again: false, error: closedBy(`The session refused what this client sent${reason ? `: ${reason}` : ''}.`) };
      case closeCodes.tokenExpired:
        // The next try has a fresh token. One that is refused as well means that clocks are apart: no loop.
        return ++this.#expired < expiredTokensAllowed
          ? { again: true, error: closedBy('The token had expired.') }
          : { again: false, error: closedBy('Fresh tokens are refused as expired. Are the clocks of the host and the session apart?') };
      case closeCodes.tooMany:
        return ++this.#crowded < crowdedTriesAllowed
          ? { again: true, error: closedBy('Too many connections to this session, or too many frames.'), leastMs: crowdedPauseMs }
          : { again: false, error: closedBy('Too many connections to this session.') };
      default:
        return { again: true, error: new NetworkError(`The connection was lost (${code}${reason ? ` ${reason}` : ''}).`) };
    }
  }
}

function afterFailure(error: unknown): { again: boolean; error: GamSessionsError; leastMs?: number } {
  if (error instanceof ApiError) {
    if (error.status === 404) return { again: false, error: new SessionClosedError('There is no such session.', closeCodes.unknownSession, '') };
    if (error.status === 410) return { again: false, error: new SessionClosedError(error.message, closeCodes.endedEarlier, '') };
    return { again: error.retryable, error, leastMs: (error.retryAfterSeconds ?? 0) * 1000 };
  }
  if (error instanceof NetworkError) return { again: true, error };
  return { again: false, error: new GamSessionsError(error instanceof Error ? error.message : String(error), false, { cause: error }) };
}
