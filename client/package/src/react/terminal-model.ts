import type { GamSessionsError } from '../errors.js';
import type { AgentState, Condition, EndReason, Exit, GapReason, Progress } from '../protocol.js';
import type { ConnectionStatus } from '../socket/connection.js';
import type { SessionSocket } from '../socket/session-socket.js';

/** What a terminal shows beside the output. */
export interface TerminalState {
  connection: ConnectionStatus;
  agent: AgentState | undefined;
  conditions: readonly Condition[];
  running: { id: string; args: readonly string[] } | undefined;
  progress: Progress | undefined;
  lastExit: Exit | undefined;
  /** Why the last line was not run; gone with the next one. */
  refusal: { message: string; hint?: string | undefined; suggestion?: string | undefined } | undefined;
  /** What a command asks for; `secret` when it looks like a password. */
  prompt: { text: string; secret: boolean } | undefined;
  closing: { reason: EndReason; at: string } | undefined;
  /** The connection is over for good. */
  end: { error: GamSessionsError | undefined } | undefined;
}

/** What is to be seen, in order. */
export type TerminalPiece =
  | { kind: 'stdout' | 'stderr'; text: string }
  | { kind: 'command'; args: readonly string[] }
  | { kind: 'exit'; exit: Exit }
  | { kind: 'refused'; command: string; code: string }
  | { kind: 'gap'; reason: GapReason; events: number | undefined };

/** Takes pieces; the number of characters that it has not shown yet comes back. */
export type TerminalSink = (piece: TerminalPiece) => void;

const historyLength = 500;
const promptLength = 400;
const unattachedLimit = 2000;
const notifyMs = 40;
const secretWords = /pass(?:word|phrase|code)|secret|\bpin\b|verification code|\btoken\b/i;

/**
 * One session as a terminal shows it: a state for what stands around the output, and the output as pieces for one sink. It owns its
 * socket: `dispose` closes it.
 */
export class TerminalModel {
  /** Lines to bring back with the arrow keys, the oldest first; also those of earlier pages, from the journal. */
  readonly history: string[] = [];
  #state: TerminalState;
  #listeners = new Set<() => void>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #sink: TerminalSink | undefined;
  #waiting: TerminalPiece[] = [];
  #lastLine = '';

  constructor(readonly socket: SessionSocket) {
    this.#state = {
      connection: socket.status, agent: undefined, conditions: [], running: undefined, progress: undefined, lastExit: undefined,
      refusal: undefined, prompt: undefined, closing: undefined, end: undefined,
    };
    this.#listen();
  }

  /** For `useSyncExternalStore`. */
  readonly getState = (): TerminalState => this.#state;
  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Gives the output to a sink, from its beginning or from where the last one was taken away. */
  attach(sink: TerminalSink): () => void {
    this.#sink = sink;
    for (const piece of this.#waiting.splice(0)) sink(piece);
    this.socket.resume(this);
    return () => {
      if (this.#sink === sink) this.#sink = undefined;
    };
  }

  /** Runs a line, or answers a prompt with it; an answer is never remembered. */
  send(line: string): void {
    const { prompt } = this.#state;
    if (prompt) {
      this.socket.emit('stdin', { text: `${line}\n`, ...(prompt.secret && { secret: true }) });
      this.#set({ prompt: undefined, refusal: undefined });
      return;
    }
    if (line.trim() === '') return;
    this.#remember(line);
    this.#set({ refusal: undefined });
    this.socket.emit('input', line);
  }

  cancel(): void {
    this.socket.emit('cancel', {});
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#listeners.clear();
    this.#sink = undefined;
    this.#waiting = [];
    this.socket.disconnect();
  }

  #listen(): void {
    const { socket } = this;
    socket.on('connection', connection => this.#set({ connection }));
    socket.on('end', error => this.#set({ end: { error }, prompt: undefined, closing: undefined }));
    socket.on('connected', data => {
      const { running } = data;
      this.#set({ agent: data.state, conditions: data.conditions, running: running && { id: running.id, args: running.args } });
      // Its end is not told again to a client that asked for events after it.
      if (data.lastExit && !running) this.#set({ lastExit: data.lastExit });
      this.#asked();
    });
    socket.on('started', ({ id, args }) => {
      this.#lastLine = '';
      if (!args.includes('***')) this.#remember(`gam ${args.map(quoted).join(' ')}`);
      this.#show({ kind: 'command', args });
      this.#set({ running: { id, args }, progress: undefined, lastExit: undefined, refusal: undefined });
    });
    socket.on('output', (text, { stream }) => {
      const kind = stream ?? 'stdout';
      if (kind === 'stdout') this.#lastLine = (this.#lastLine + text).slice(-promptLength).replace(/^[\s\S]*[\r\n]/, '');
      this.#show({ kind, text });
    });
    socket.on('progress', progress => this.#set({ progress: { ...this.#state.progress, ...progress } }));
    socket.on('exit', exit => {
      this.#show({ kind: 'exit', exit });
      this.#set({ running: undefined, progress: undefined, prompt: undefined, lastExit: exit });
    });
    socket.on('state', ({ state, conditions, reason }) => {
      this.#set({ agent: state, conditions, ...(reason === 'closing-withdrawn' && { closing: undefined }) });
      this.#asked();
    });
    socket.on('refused', ({ command, code }) => this.#show({ kind: 'refused', command, code }));
    socket.on('error', ({ message, hint, suggestion }) => this.#set({ refusal: { message, hint, suggestion } }));
    socket.on('closing', closing => this.#set({ closing }));
    socket.on('gap', ({ from, to, reason }) => {
      this.#show({ kind: 'gap', reason, events: from !== null && to !== null ? to - from + 1 : undefined });
    });
  }

  #asked(): void {
    const asks = this.#state.conditions.includes('asked-for-input') && this.#state.end === undefined;
    const text = stripped(this.#lastLine).trim();
    this.#set({ prompt: asks ? { text, secret: secretWords.test(text) } : undefined });
  }

  #remember(line: string): void {
    if (this.history.at(-1) === line) return;
    this.history.push(line);
    if (this.history.length > historyLength) this.history.shift();
  }

  #show(piece: TerminalPiece): void {
    if (this.#sink) {
      this.#sink(piece);
      return;
    }
    this.#waiting.push(piece);
    if (this.#waiting.length >= unattachedLimit) this.socket.pause(this);
  }

  // Listeners hear of many changes at once: a bulk command tells of hundreds a second.
  #set(change: Partial<TerminalState>): void {
    this.#state = { ...this.#state, ...change };
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      for (const listener of [...this.#listeners]) listener();
    }, notifyMs);
  }
}

/** An argument as it has to be typed. */
function quoted(argument: string): string {
  return /^[\w@%+=:,./~*-]+$/.test(argument) ? argument : `'${argument.replaceAll("'", "'\\''")}'`;
}

// eslint-disable-next-line no-control-regex -- that is what escape sequences are made of
const escapes = /\u001b(?:\[[0-?]*[ -/]*[@-~]|\][^\u0007\u001b]*(?:\u0007|\u001b\\)|[@-_])|[\u0000-\u0008\u000b-\u001f\u007f]/g;

function stripped(text: string): string {
  return text.replace(escapes, '');
}
