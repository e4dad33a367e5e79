import type { SessionEvent } from '../protocol.js';

/** An event of one command, or word of events that nobody read in time. */
export type CommandEvent = SessionEvent | { event: 'unread'; data: { events: number } };

const unreadLimit = 1024 * 1024;
const highMark = 1024 * 1024;
const lowMark = 256 * 1024;

/**
 * The events of one command on their way to one reader, bounded: as long as nobody reads, the oldest beyond 1 Mi characters are dropped
 * and counted; with a reader who is slow, `onFull` is called and `onRoom` when there is room again.
 */
export class EventQueue {
  #events: CommandEvent[] = [];
  #size = 0;
  #dropped = 0;
  #read = false;
  #left = false;
  #full = false;
  #end: { error?: unknown } | undefined;
  #waiter: (() => void) | undefined;

  constructor(readonly onFull: () => void, readonly onRoom: () => void) {}

  push(event: SessionEvent): void {
    if (this.#left || this.#end) return;
    this.#events.push(event);
    this.#size += sizeOf(event);
    if (this.#read) {
      if (!this.#full && this.#size > highMark) {
        this.#full = true;
        this.onFull();
      }
    } else {
      while (this.#size > unreadLimit) {
        this.#size -= sizeOf(this.#events.shift()!);
        this.#dropped++;
      }
    }
    this.#wake();
  }

  end(error?: unknown): void {
    this.#end ??= { error };
    this.#wake();
  }

  async *read(): AsyncGenerator<CommandEvent, void, undefined> {
    if (this.#read) throw new TypeError('The events of a command can be read once. Use session.on for more listeners.');
    this.#read = true;
    try {
      if (this.#dropped > 0) yield { event: 'unread', data: { events: this.#dropped } };
      for (;;) {
        const next = this.#events.shift();
        if (next) {
          this.#size -= sizeOf(next);
          if (this.#full && this.#size < lowMark) this.#makeRoom();
          yield next;
        } else if (this.#end) {
          if (this.#end.error !== undefined) throw this.#end.error;
          return;
        } else {
          await new Promise<void>(resolve => { this.#waiter = resolve; });
        }
      }
    } finally {
      this.#left = true;
      this.#events = [];
      this.#makeRoom();
    }
  }

  #makeRoom(): void {
    if (!this.#full) return;
    this.#full = false;
    this.onRoom();
  }

  #wake(): void {
    this.#waiter?.();
    this.#waiter = undefined;
  }
}

function sizeOf(event: CommandEvent): number {
  return event.event === 'output' ? event.data.length + 64 : 256;
}
