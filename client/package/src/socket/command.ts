import { CommandLostError, CommandRefusedError, type GamSessionsError } from '../errors.js';
import type { ClientFrames, Exit, ServerError, SessionEvent } from '../protocol.js';
import { EventQueue, type CommandEvent } from './event-queue.js';
import type { Fate } from './outbox.js';
import { StdinWriter } from './stdin-writer.js';

export interface ExecOptions {
  /** At most 64 characters; default a random one. */
  id?: string;
  timeoutSeconds?: number;
  /** Wait for a command that runs, instead of being refused as `busy`. */
  queue?: boolean;
  /** Cancels the command; the result then rejects with the signal's reason, once the command has really ended. */
  signal?: AbortSignal;
}

/** What `collect` gives. */
export interface Collected {
  exit: Exit;
  stdout: string;
  stderr: string;
  /** More was printed than the limit allowed. */
  truncated: boolean;
}

export interface CommandHost {
  send<F extends keyof ClientFrames>(event: F, data: ClientFrames[F], fate?: Fate): void;
  hold(holder: object): void;
  release(holder: object): void;
}

const refusalWaitMs = 500;

/**
 * A command on its way. Its events can be iterated once (`for await`), its end awaited by `result`, in any order and both. Leaving the
 * iteration does not end the command: `cancel` does.
 */
export class Command implements AsyncIterable<CommandEvent> {
  /** Its id, in all its events. */
  readonly id: string;
  /** How it ended. Rejects only where there is no end to tell: refused, lost, session over, aborted. */
  readonly result: Promise<Exit>;
  /** Its standard input. */
  readonly stdin: StdinWriter;
  #host: CommandHost;
  #queue: EventQueue;
  #resolve!: (exit: Exit) => void;
  #reject!: (error: unknown) => void;
  #phase: 'unsent' | 'sent' | 'accepted' | 'over' = 'unsent';
  #isStarted = false;
  #isDoubtful = false;
  #whenStarted: (() => void)[] = [];
  #signal: AbortSignal | undefined;
  #onAbort = () => this.#aborted();
  #cancelled = false;

  /** @internal */
  constructor(host: CommandHost, command: readonly string[] | string, options: ExecOptions) {
    this.id = options.id ?? randomId();
    this.#host = host;
    this.#queue = new EventQueue(() => host.hold(this), () => host.release(this));
    this.result = new Promise<Exit>((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // Who only iterates learns of a failure there.
    this.result.catch(() => undefined);
    this.stdin = new StdinWriter(host, this.id, () => this.#started());
    this.#signal = options.signal;
    if (this.#signal?.aborted) {
      this.#finish({ error: this.#signal.reason });
      return;
    }
    this.#signal?.addEventListener('abort', this.#onAbort, { once: true });
    host.send('exec', {
      ...(typeof command === 'string' ? { command } : { args: [...command] }),
      id: this.id,
      ...(options.timeoutSeconds !== undefined && { timeoutSeconds: options.timeoutSeconds }),
      ...(options.queue && { queue: true }),
    }, {
      onSent: () => { this.#phase = 'sent'; },
      isWanted: () => this.#phase !== 'over',
    });
  }

  /** Whether its end is known. */
  get isOver(): boolean {
    return this.#phase === 'over';
  }

  /** Asks for its end: SIGINT, then SIGTERM, then SIGKILL, to it and all it started; a queued one is removed. */
  cancel(): void {
    if (this.#phase === 'over' || this.#cancelled) return;
    this.#cancelled = true;
    if (this.#phase === 'unsent') {
      this.#finish({ error: new CommandRefusedError({ code: 'cancelled', message: 'the command was cancelled before it was sent' }) });
    } else {
      this.#host.send('cancel', { id: this.id });
    }
  }

  /** Sends a signal to all of its processes. */
  signal(name: 'INT' | 'TERM' | 'KILL'): void {
    if (this.#phase !== 'over') this.#host.send('signal', { name });
  }

  [Symbol.asyncIterator](): AsyncIterator<CommandEvent> {
    return this.#queue.read();
  }

  /** Reads all events and gives what was printed, up to a limit of characters for each stream; default 8 Mi. */
  async collect(limit = 8 * 1024 * 1024): Promise<Collected> {
    const pieces = { stdout: [] as string[], stderr: [] as string[] };
    const sizes = { stdout: 0, stderr: 0 };
    let truncated = false;
    for await (const event of this) {
      if (event.event === 'unread') {
        truncated = true;
      } else if (event.event === 'output') {
        const stream = event.stream ?? 'stdout';
        const piece = event.data.slice(0, Math.max(0, limit - sizes[stream]));
        if (piece.length < event.data.length) truncated = true;
        sizes[stream] += piece.length;
        if (piece) pieces[stream].push(piece);
      }
    }
    return { exit: await this.result, stdout: pieces.stdout.join(''), stderr: pieces.stderr.join(''), truncated };
  }

  /** @internal */
  take(event: SessionEvent): void {
    if (this.#phase === 'over') return;
    if (event.event === 'error') {
      if (this.#phase === 'accepted') this.stdin.refused(event.data);
      else this.#finish({ error: new CommandRefusedError(event.data) });
      return;
    }
    if (event.event === 'refused') {
      this.#queue.push(event);
      // The error that comes to its sender says more; after a reconnect there is none.
      this.#phase = 'sent';
      const { code, command } = event.data;
      setTimeout(() => this.#finish({ error: new CommandRefusedError({ code, message: `the session refused '${command}' as ${code}` }) }), refusalWaitMs);
      return;
    }
    this.#phase = 'accepted';
    this.#queue.push(event);
    if (event.event === 'started') {
      this.#isStarted = true;
      for (const go of this.#whenStarted.splice(0)) go();
    } else if (event.event === 'input') {
      this.stdin.confirmed(event.data.bytes);
    } else if (event.event === 'exit') {
      this.#finish({ exit: event.data });
    }
  }

  /** Another connection was made: what was sent by the one before may have been lost with it. @internal */
  doubted(): void {
    this.#isDoubtful = this.#phase !== 'unsent';
    this.stdin.doubted();
  }

  /** Everything that was missed has been replayed. @internal */
  replayed(known: { isAlive: boolean; lastExit?: Exit | undefined }): void {
    if (!this.#isDoubtful || this.#phase === 'over') return;
    this.#isDoubtful = false;
    if (known.lastExit?.id === this.id) {
      this.#finish({ exit: known.lastExit });
    } else if (!known.isAlive) {
      this.#finish({
        error: new CommandLostError(this.#phase === 'sent'
          ? 'The connection broke before the session confirmed this command, and its journal does not know it. It was not sent again.'
          : 'The end of this command is no longer known to the session.', false),
      });
    } else {
      this.stdin.replayed();
    }
  }

  /** Nothing more will come. @internal */
  abandon(error: GamSessionsError): void {
    this.#finish({ error });
  }

  /** A refusal that names no command. @internal */
  takeUnnamed(error: ServerError): boolean {
    if (this.#phase !== 'sent') return this.#phase === 'accepted' && this.stdin.refused(error);
    this.#finish({ error: new CommandRefusedError(error) });
    return true;
  }

  #aborted(): void {
    if (this.#phase === 'unsent') this.#finish({ error: this.#signal?.reason });
    else this.cancel();
  }

  async #started(): Promise<void> {
    if (!this.#isStarted && this.#phase !== 'over') await new Promise<void>(resolve => this.#whenStarted.push(resolve));
    if (this.#phase === 'over') throw new CommandRefusedError({ code: 'not-running', message: 'the command has ended' });
  }

  #finish(end: { exit: Exit } | { error: unknown }): void {
    if (this.#phase === 'over') return;
    this.#phase = 'over';
    this.#signal?.removeEventListener('abort', this.#onAbort);
    const error = this.#signal?.aborted ? this.#signal.reason as unknown : 'error' in end ? end.error : undefined;
    this.#queue.end(error);
    if ('exit' in end && error === undefined) this.#resolve(end.exit);
    else this.#reject(error);
    for (const go of this.#whenStarted.splice(0)) go();
    this.stdin.over();
  }
}

function randomId(): string {
  return `c-${Array.from(crypto.getRandomValues(new Uint8Array(9)), byte => byte.toString(36).padStart(2, '0')).join('')}`;
}
