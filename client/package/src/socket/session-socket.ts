import type { Settings } from '../configuration.js';
import { DisconnectedError, GamSessionsError } from '../errors.js';
import type { ClientFrames, Connected, EventData, EventMeta, EventName, SessionEvent } from '../protocol.js';
import { Command, type ExecOptions } from './command.js';
import { Connection, type ConnectionStatus } from './connection.js';
import { Emitter } from './emitter.js';
import { Outbox, type Fate } from './outbox.js';

export interface SocketOptions {
  /** Replay from after this sequence number; 0: everything that is kept. Default: events from now on. */
  after?: number;
  /** The journal that `after` belongs to. */
  epoch?: string;
}

/** What can be listened to: the session's events with their data and meta fields, and how the connection fares. */
export type SocketEvents = { [E in EventName]: [data: EventData[E], meta: EventMeta] } & {
  /** The connection's status changed. */
  connection: [status: ConnectionStatus];
  /** It is over for good; nothing comes after this. Without an error: by `disconnect`. */
  end: [error: GamSessionsError | undefined];
};

/**
 * A session's websocket that comes back by itself: after any drop it goes on after the last event it told, with a fresh token. Every
 * event of the journal is told once and in order, or a `gap` says which are gone.
 */
export class SessionSocket {
  #emitter = new Emitter<SocketEvents>();
  #connection: Connection;
  #outbox: Outbox;
  #commands = new Map<string, Command>();
  #holders = new Set<object>();
  #status: ConnectionStatus = { state: 'connecting', attempt: 0 };
  #connected: Connected | undefined;
  #after: number | undefined;
  #epoch: string | undefined;
  #behind = true;

  /** @internal */
  constructor(settings: Settings, readonly id: string, options: SocketOptions = {}) {
    this.#after = options.after;
    this.#epoch = options.epoch;
    this.#outbox = new Outbox(frame => this.#connection.send(frame));
    this.#connection = new Connection(settings, id, {
      event: event => this.#take(event),
      status: status => this.#changed(status),
      position: () => ({ after: this.#after, epoch: this.#epoch }),
    });
  }

  /** How the connection fares. */
  get status(): ConnectionStatus {
    return this.#status;
  }

  /** What the session said of itself when the present connection was made. */
  get connected(): Connected | undefined {
    return this.#connected;
  }

  /** The last event told: hand it to `createSessionWebsocket` to go on from there in another page or program. */
  get position(): { after: number | undefined; epoch: string | undefined } {
    return { after: this.#after, epoch: this.#epoch };
  }

  /** Listens; the function that comes back stops it. */
  on<E extends keyof SocketEvents>(event: E, listener: (...args: SocketEvents[E]) => void): () => void {
    return this.#emitter.on(event, listener);
  }

  once<E extends keyof SocketEvents>(event: E, listener: (...args: SocketEvents[E]) => void): () => void {
    const stop = this.on(event, (...args) => {
      stop();
      listener(...args);
    });
    return stop;
  }

  off<E extends keyof SocketEvents>(event: E, listener: (...args: SocketEvents[E]) => void): void {
    this.#emitter.off(event, listener);
  }

  /**
   * Sends a frame. While there is no connection up to 64 wait for it; more are refused by a throw. A frame that was under way when the
   * connection broke may be lost: commands that have to be accounted for are sent by `exec`.
   */
  emit<F extends keyof ClientFrames>(event: F, ...[data]: undefined extends ClientFrames[F] ? [data?: ClientFrames[F]] : [data: ClientFrames[F]]): void {
    this.#send(event, data as ClientFrames[F]);
  }

  /** Runs a command: arguments are taken literally, a line is split as a shell would do it. */
  exec(command: readonly string[] | string, options: ExecOptions = {}): Command {
    const run = new Command({
      send: (event, data, fate) => this.#send(event, data, fate),
      hold: holder => this.pause(holder),
      release: holder => this.resume(holder),
    }, command, options);
    if (!run.isOver) {
      this.#commands.set(run.id, run);
      void run.result.catch(() => undefined).finally(() => this.#commands.delete(run.id));
    }
    return run;
  }

  /** Ends what runs, whoever started it. */
  cancel(): void {
    this.#send('cancel', {});
  }

  /**
   * Has no socket until `resume` is called with the same holder: a reader who can't keep up. The session goes on, its journal keeps
   * what it says, and it is told after `resume`.
   */
  pause(holder: object = this): void {
    this.#holders.add(holder);
    this.#connection.pause();
  }

  resume(holder: object = this): void {
    if (this.#holders.delete(holder) && this.#holders.size === 0) this.#connection.resume();
  }

  /** Tries to connect now instead of waiting for the next try. */
  reconnectNow(): void {
    this.#connection.hurry();
  }

  /** Closes the connection for good. The session and what runs in it go on. */
  disconnect(): void {
    this.#connection.close();
  }

  #send<F extends keyof ClientFrames>(event: F, data: ClientFrames[F], fate?: Fate): void {
    if (this.#status.state === 'closed') throw this.#status.error ?? new DisconnectedError();
    this.#outbox.send(JSON.stringify({ event, data }), fate);
  }

  #changed(status: ConnectionStatus): void {
    this.#status = status;
    if (status.state === 'open') this.#outbox.open();
    else this.#outbox.shut();
    this.#emitter.tell('connection', status);
    if (status.state !== 'closed') return;
    this.#outbox.clear();
    for (const command of [...this.#commands.values()]) command.abandon(status.error ?? new DisconnectedError());
    this.#emitter.tell('end', status.error);
    this.#emitter.clear();
  }

  #take(event: SessionEvent): void {
    if (event.event === 'connected') {
      this.#meet(event.data);
    } else if (event.event === 'gap') {
      this.#after = event.data.reason === 'quota' ? event.data.to ?? this.#after : 0;
    } else if (event.seq !== undefined) {
      if (this.#after !== undefined && event.seq <= this.#after) return;
      this.#after = event.seq;
    }
    this.#tellCommand(event);
    const { event: name, data, ...meta } = event;
    this.#emitter.tell(name, ...([data, meta] as unknown as SocketEvents[typeof name]));
    this.#settle();
  }

  #meet(connected: Connected): void {
    this.#connected = connected;
    if (this.#epoch !== undefined && this.#epoch !== connected.epoch) this.#after = 0;
    this.#epoch = connected.epoch;
    this.#after ??= connected.next - 1;
    this.#behind = true;
    for (const command of this.#commands.values()) command.doubted();
  }

  #tellCommand(event: SessionEvent): void {
    if (event.event === 'error' && event.data.id === undefined) {
      if (event.data.code === 'rate-limited') [...this.#commands.values()].some(command => command.takeUnnamed(event.data));
      return;
    }
    const data = event.data as { id?: unknown } | null | undefined;
    const id = event.event === 'output' ? event.id : data?.id;
    if (typeof id === 'string') this.#commands.get(id)?.take(event);
  }

  // Once all that was missed has been told, commands of which nothing was told are known to be lost.
  #settle(): void {
    const connected = this.#connected;
    if (!this.#behind || !connected || (this.#after ?? 0) < connected.next - 1) return;
    this.#behind = false;
    for (const command of [...this.#commands.values()]) {
      const isAlive = connected.running?.id === command.id || connected.queued.some(queued => queued.id === command.id);
      command.replayed({ isAlive, lastExit: connected.lastExit });
    }
  }
}
