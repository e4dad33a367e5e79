import { CommandLostError, CommandRefusedError } from '../errors.js';
import type { ServerError } from '../protocol.js';
import { wait } from '../wait.js';
import type { CommandHost } from './command.js';

const pieceBytes = 24 * 1024;

interface Pending {
  bytes: number;
  isSent: boolean;
  /** It was sent by a connection that is gone. */
  isDoubtful: boolean;
  done(refusal?: ServerError | 'lost' | 'over'): void;
}

/**
 * A command's standard input. Each call resolves once the session has taken the bytes; they are sent in pieces that fit into frames, one
 * after the other, and wait while the session's buffer is full.
 */
export class StdinWriter {
  #host: CommandHost;
  #started: () => Promise<void>;
  #last: Promise<void> = Promise.resolve();
  #pending: Pending | undefined;
  #id: string;

  /** @internal */
  constructor(host: CommandHost, id: string, started: () => Promise<void>) {
    this.#host = host;
    this.#id = id;
    this.#started = started;
  }

  /** Sends text or bytes. A secret text (24 KiB at most) is masked in the output until the command's exit. */
  write(content: string | Uint8Array, options: { secret?: boolean } = {}): Promise<void> {
    return this.#append(async () => {
      const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
      if (options.secret) {
        if (typeof content !== 'string' || bytes.length > pieceBytes) throw new TypeError('A secret is a text of 24 KiB at most.');
        await this.#piece({ text: content, secret: true }, bytes.length);
        return;
      }
      for (let from = 0; from < bytes.length; from += pieceBytes) {
        const piece = bytes.subarray(from, from + pieceBytes);
        await this.#piece({ base64: base64(piece) }, piece.length);
      }
    });
  }

  /** Ends standard input, after a last text if there is one. */
  end(content?: string | Uint8Array): Promise<void> {
    if (content !== undefined) void this.write(content).catch(() => undefined);
    return this.#append(() => this.#piece({ eof: true }, 0));
  }

  /** @internal */
  confirmed(bytes: number): void {
    if (this.#pending?.bytes === bytes) this.#pending.done();
  }

  /** @internal */
  refused(error: ServerError): boolean {
    if (!this.#pending) return false;
    this.#pending.done(error);
    return true;
  }

  /** @internal */
  doubted(): void {
    if (this.#pending) this.#pending.isDoubtful = this.#pending.isSent;
  }

  /** @internal */
  replayed(): void {
    if (this.#pending?.isDoubtful) this.#pending.done('lost');
  }

  /** @internal */
  over(): void {
    this.#pending?.done('over');
  }

  #append(work: () => Promise<void>): Promise<void> {
    const next = this.#last.then(this.#started).then(work);
    this.#last = next.catch(() => undefined);
    return next;
  }

  async #piece(frame: { text?: string; base64?: string; eof?: boolean; secret?: boolean }, bytes: number): Promise<void> {
    for (;;) {
      const refusal = await new Promise<ServerError | 'lost' | 'over' | undefined>(resolve => {
        const pending: Pending = {
          bytes,
          isSent: false,
          isDoubtful: false,
          done: why => {
            this.#pending = undefined;
            resolve(why);
          },
        };
        this.#pending = pending;
        this.#host.send('stdin', frame, {
          onSent: () => { pending.isSent = true; },
          isWanted: () => this.#pending === pending,
        });
      });
      if (refusal === undefined) return;
      if (refusal === 'lost') throw new CommandLostError('The connection broke before the session confirmed this input. It was not sent again.', false);
      if (refusal === 'over') throw new CommandRefusedError({ code: 'not-running', message: `the command '${this.#id}' has ended` });
      if (refusal.retryAfterMs === undefined && refusal.code !== 'rate-limited') throw new CommandRefusedError(refusal);
      await wait(refusal.retryAfterMs ?? 1000);
    }
  }
}

function base64(bytes: Uint8Array): string {
  let text = '';
  for (let from = 0; from < bytes.length; from += 4096) text += String.fromCharCode(...bytes.subarray(from, from + 4096));
  return btoa(text);
}
