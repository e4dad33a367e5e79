/** When to try again: twice as long each time up to a most, with jitter, so that clients of a host that restarts don't come all at once. */
export class Backoff {
  #attempt = 0;
  constructor(readonly firstMs = 250, readonly mostMs = 15_000, readonly random: () => number = Math.random) {}

  /** How many tries have failed in a row. */
  get attempt(): number {
    return this.#attempt;
  }

  /** The next pause: between half of the nominal one and the whole. */
  next(leastMs = 0): number {
    const nominal = Math.min(this.mostMs, Math.max(leastMs, this.firstMs * 2 ** this.#attempt));
    this.#attempt = Math.min(this.#attempt + 1, 30);
    return Math.round(nominal * (0.5 + this.random() / 2));
  }

  reset(): void {
    this.#attempt = 0;
  }
}
