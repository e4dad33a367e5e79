import { GamSessionsError } from '../errors.js';

/** What its sender wants to know of a frame, and to say about it. */
export interface Fate {
  /** It was handed to the socket. */
  onSent?(): void;
  /** Asked before it is: false drops it. */
  isWanted?(): boolean;
}

const capacity = 64;
const burst = 60;
const perSecond = 15;

/**
 * Frames on their way out: held while there is no connection, and paced to stay below the session's own limit (20 a second, 100 at
 * once). Bounded: beyond 64 that wait, sending throws.
 */
export class Outbox {
  #frames: { frame: string; fate: Fate }[] = [];
  #isOpen = false;
  #tokens = burst;
  #filledAt = Date.now();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly write: (frame: string) => boolean) {}

  send(frame: string, fate: Fate = {}): void {
    if (this.#frames.length >= capacity) {
      throw new GamSessionsError(`${capacity} frames already wait to be sent. Wait for the connection, or send less often.`, true);
    }
    this.#frames.push({ frame, fate });
    this.#flush();
  }

  open(): void {
    this.#isOpen = true;
    this.#tokens = burst;
    this.#flush();
  }

  shut(): void {
    this.#isOpen = false;
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  clear(): void {
    this.#frames = [];
  }

  #flush(): void {
    const now = Date.now();
    this.#tokens = Math.min(burst, this.#tokens + ((now - this.#filledAt) / 1000) * perSecond);
    this.#filledAt = now;
    while (this.#isOpen && this.#frames.length > 0 && this.#tokens >= 1) {
      const { frame, fate } = this.#frames[0]!;
      if (fate.isWanted?.() !== false) {
        if (!this.write(frame)) return;
        this.#tokens--;
        fate.onSent?.();
      }
      this.#frames.shift();
    }
    if (this.#isOpen && this.#frames.length > 0) {
      this.#timer ??= setTimeout(() => {
        this.#timer = undefined;
        this.#flush();
      }, 1000 / perSecond);
    }
  }
}
