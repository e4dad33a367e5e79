import type { Settings } from './configuration.js';
import { GamSessionsError } from './errors.js';
import type { EndReason } from './protocol.js';
import { getSessionWebsocketInfo, sessionPath } from './rest/sessions.js';
import { Emitter } from './socket/emitter.js';

export type TerminalEvents = {
  /** Text as a terminal wants it, with CRLF. */
  output: [text: string];
  joined: [sessionId: string, message: string];
  left: [sessionId: string, message: string];
  closed: [sessionId: string, reason: EndReason | string, message: string];
  /** The connection was refused or lost; Socket.IO comes back by itself from a loss. */
  error: [error: GamSessionsError];
};

/** A terminal by Socket.IO: keystrokes in, text out. */
export class TerminalConnection {
  #emitter = new Emitter<TerminalEvents>();
  #socket: TerminalSocket;
  #sessionId: string | undefined;

  /** @internal */
  constructor(socket: TerminalSocket, join: { id: string | undefined }) {
    this.#socket = socket;
    socket.on('connect', () => {
      // After a loss that could not be recovered the server knows this client no more.
      if (this.#sessionId && !socket.recovered) socket.emit('join-session', { sessionId: this.#sessionId });
    });
    socket.on('terminal-output', text => this.#emitter.tell('output', String(text)));
    socket.on('session-joined', ({ sessionId, message }) => this.#emitter.tell('joined', sessionId, message));
    socket.on('session-left', ({ sessionId, message }) => this.#emitter.tell('left', sessionId, message));
    socket.on('session-closed', ({ sessionId, reason, message }) => {
      if (sessionId === this.#sessionId) this.#sessionId = join.id = undefined;
      this.#emitter.tell('closed', sessionId, reason ?? '', message);
    });
    socket.on('error', data => this.#emitter.tell('error', new GamSessionsError(data?.message ?? 'The session refused that.', false)));
    socket.on('connect_error', error => this.#emitter.tell('error', new GamSessionsError(error.message, true, { cause: error })));
    this.#join = join;
  }

  #join: { id: string | undefined };

  on<E extends keyof TerminalEvents>(event: E, listener: (...args: TerminalEvents[E]) => void): () => void {
    return this.#emitter.on(event, listener);
  }

  /** Enters a session; `joined` tells of it. */
  join(sessionId: string): void {
    sessionPath(sessionId);
    this.#sessionId = this.#join.id = sessionId;
    if (this.#socket.connected) this.#socket.emit('join-session', { sessionId });
    else this.#socket.connect();
  }

  /** Types: text, `\r` for Enter, `\u0003` for Ctrl-C, `\u007f` for backspace. */
  write(keys: string): void {
    this.#socket.emit('terminal-input', keys);
  }

  resize(cols: number, rows: number): void {
    this.#socket.emit('resize', { cols, rows });
  }

  leave(): void {
    if (this.#sessionId) this.#socket.emit('leave-session', { sessionId: this.#sessionId });
    this.#sessionId = this.#join.id = undefined;
  }

  disconnect(): void {
    this.#socket.disconnect();
    this.#emitter.clear();
  }
}

/** The part of a Socket.IO socket that is used. */
interface TerminalSocket {
  readonly connected: boolean;
  readonly recovered?: boolean;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- whatever the server sent
  on(event: string, listener: (data: any) => void): unknown;
  emit(event: string, data: unknown): unknown;
  connect(): unknown;
  disconnect(): unknown;
}

/** Makes the connection; it opens when a session is joined, since a token is of one session. */
export async function createTerminalConnection(settings: Settings): Promise<TerminalConnection> {
  let io;
  try {
    ({ io } = await import('socket.io-client'));
  } catch (cause) {
    throw new GamSessionsError("Terminals by Socket.IO need the package 'socket.io-client': npm install socket.io-client", false, { cause });
  }
  const join: { id: string | undefined } = { id: undefined };
  const socket = io(new URL('/terminal', settings.base).href, {
    path: `${settings.base.pathname}socket.io/`,
    autoConnect: false,
    auth: done => {
      // A fresh token for every try; without one the server says why in connect_error.
      const answer = join.id ? getSessionWebsocketInfo(settings, join.id).then(info => ({ token: info.token })) : Promise.resolve({});
      answer.catch(() => ({})).then(done);
    },
  });
  return new TerminalConnection(socket as unknown as TerminalSocket, join);
}
