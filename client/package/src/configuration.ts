/** The part of `WebSocket` that is used; the class of browsers, of Node 22 and newer, and of `ws` fit. */
export interface WebSocketLike {
  readonly readyState: number;
  send(text: string): void;
  close(code?: number, reason?: string): void;
  addEventListener(type: string, listener: (event: never) => void): void;
}

export type WebSocketConstructor = new (url: string, protocols: string[]) => WebSocketLike;

export interface GamSessionsConfiguration {
  /** The host's address, a path prefix included: `https://gam.example.com/tools`. Default in a browser: where the page came from. */
  baseUrl?: string | URL;
  /** Gives the API key (`gsk_…`) for each REST call; may fetch it. Default none, as the access mode `local` wants it. */
  getApiToken?: () => string | null | undefined | Promise<string | null | undefined>;
  /** Default: the global `WebSocket`. Node before 22 has none: hand over the class of the package `ws`. */
  webSocket?: WebSocketConstructor;
  /** Default: the global `fetch`. */
  fetch?: typeof fetch;
}

/** A configuration with its defaults filled in. */
export interface Settings {
  base: URL;
  getApiToken: () => Promise<string | null | undefined>;
  webSocket: WebSocketConstructor;
  fetch: typeof fetch;
}

/** Fills in defaults; throws a TypeError that says what is missing. */
export function settingsOf(configuration: GamSessionsConfiguration): Settings {
  const { baseUrl, getApiToken, webSocket, fetch: given } = configuration;
  const address = baseUrl ?? (globalThis as { document?: { baseURI: string } }).document?.baseURI;
  if (address === undefined) {
    throw new TypeError("Name the host first: configure({ baseUrl: 'http://localhost:5080' }).");
  }
  const base = new URL(address);
  if (base.protocol !== 'http:' && base.protocol !== 'https:') {
    throw new TypeError(`baseUrl is '${base.href}'; it has to begin with http:// or https://.`);
  }
  base.search = '';
  base.hash = '';
  base.pathname = base.pathname.replace(baseUrl === undefined ? /[^/]*$/ : /\/*$/, baseUrl === undefined ? '' : '/');
  return {
    base,
    getApiToken: async () => getApiToken?.(),
    get webSocket() {
      const found = webSocket ?? (globalThis as { WebSocket?: WebSocketConstructor }).WebSocket;
      if (!found) {
        throw new TypeError("There is no WebSocket here. Use Node 22 or newer, or install 'ws' and call configure({ webSocket: WebSocket }) with its class.");
      }
      return found;
    },
    fetch: given ?? ((...call) => globalThis.fetch(...call)),
  };
}
