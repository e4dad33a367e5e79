import type { Settings, WebSocketLike } from '../configuration.js';
import type { SessionEvent } from '../protocol.js';
import type { WebsocketInfo } from '../rest/sessions.js';

const heartbeatMs = 20_000;
const openLimitMs = 20_000;
const open = 1;

/** How one websocket ended. */
export interface LinkEnd {
  code: number;
  reason: string;
}

/**
 * One websocket from its opening to its end; knows nothing of trying again. Browsers don't show pings, so it sends the protocol's own
 * and takes a peer that answers none for gone.
 */
export class Link {
  readonly ended: Promise<LinkEnd>;
  #end!: (end: LinkEnd) => void;
  #socket: WebSocketLike;
  #over = false;
  #awaitsPong = false;
  #heardAt = Date.now();
  #timer: ReturnType<typeof setInterval>;
  #openTimer: ReturnType<typeof setTimeout>;

  constructor(settings: Settings, info: WebsocketInfo, after: number | undefined, epoch: string | undefined, onEvent: (event: SessionEvent) => void) {
    this.ended = new Promise(resolve => { this.#end = resolve; });
    const url = new URL(info.url);
    if (after !== undefined) url.searchParams.set('after', String(after));
    if (epoch !== undefined) url.searchParams.set('epoch', epoch);
    // The token goes as a subprotocol: browsers can't set headers, and addresses end up in logs.
    this.#socket = new settings.webSocket(url.href, [info.protocol, `bearer.${info.token}`]);
    this.#socket.addEventListener('message', ((message: { data: unknown }) => {
      this.#heardAt = Date.now();
      this.#awaitsPong = false;
      if (!this.#over && typeof message.data === 'string') onEvent(JSON.parse(message.data) as SessionEvent);
    }) as (event: never) => void);
    this.#socket.addEventListener('close', ((close: LinkEnd) => this.#finish(close.code, close.reason)) as (event: never) => void);
    // Without a listener some implementations throw; the close that follows says what is to be known.
    this.#socket.addEventListener('error', () => undefined);
    this.#timer = setInterval(() => this.#beat(), heartbeatMs);
    this.#openTimer = setTimeout(() => {
      if (this.#socket.readyState !== open) this.drop();
    }, openLimitMs);
  }

  get isOpen(): boolean {
    return !this.#over && this.#socket.readyState === open;
  }

  send(frame: string): void {
    this.#socket.send(frame);
  }

  /** Ends it at once: nothing that is still on its way is told. */
  drop(code = 1006, reason = ''): void {
    if (this.#over) return;
    this.#finish(code, reason);
    this.#socket.close(1000);
  }

  #finish(code: number, reason: string): void {
    if (this.#over) return;
    this.#over = true;
    clearInterval(this.#timer);
    clearTimeout(this.#openTimer);
    this.#end({ code, reason });
  }

  #beat(): void {
    if (!this.isOpen) return;
    if (this.#awaitsPong) {
      this.drop();
    } else if (Date.now() - this.#heardAt >= heartbeatMs / 2) {
      this.#awaitsPong = true;
      this.send('{"event":"ping","data":null}');
    }
  }
}
