import { settingsOf, type GamSessionsConfiguration, type Settings } from './configuration.js';
import * as files from './rest/files.js';
import * as rest from './rest/sessions.js';
import { SessionSocket, type SocketOptions } from './socket/session-socket.js';
import { createTerminalConnection, type TerminalConnection } from './terminal-connection.js';

/** Everything that can be done at one host. The functions of the module do the same at the one named by `configure`. */
export class GamSessionsClient {
  #settings: Settings;
  constructor(configuration: GamSessionsConfiguration) {
    this.#settings = settingsOf(configuration);
  }

  /** Creates a session and waits until it can be reached. No image means the host's default. */
  createSession(name: string, image?: string, config?: rest.SessionConfig, options?: rest.CreateOptions) {
    return rest.createSession(this.#settings, name, image, config, options);
  }

  getSession(id: string, signal?: AbortSignal) {
    return rest.getSession(this.#settings, id, signal);
  }

  listSessions(options?: rest.ListOptions) {
    return rest.listSessions(this.#settings, options);
  }

  deleteSession(id: string, signal?: AbortSignal) {
    return rest.deleteSession(this.#settings, id, signal);
  }

  extendSession(id: string, minutes: number, signal?: AbortSignal) {
    return rest.extendSession(this.#settings, id, minutes, signal);
  }

  listImages(signal?: AbortSignal) {
    return rest.listImages(this.#settings, signal);
  }

  getSessionWebsocketInfo(id: string, signal?: AbortSignal) {
    return rest.getSessionWebsocketInfo(this.#settings, id, signal);
  }

  /** Connects to a session, straight into its pod where the host offers that. */
  createSessionWebsocket(id: string, options?: SocketOptions): SessionSocket {
    rest.sessionPath(id);
    return new SessionSocket(this.#settings, id, options);
  }

  /** Connects to the host's `/terminal` by Socket.IO; the package `socket.io-client` has to be installed. */
  createTerminalConnection(): Promise<TerminalConnection> {
    return createTerminalConnection(this.#settings);
  }

  getTranscript(id: string, format?: 'text' | 'jsonl' | 'asciicast', signal?: AbortSignal) {
    return rest.getTranscript(this.#settings, id, format, signal);
  }

  listFiles(id: string, signal?: AbortSignal) {
    return files.listFiles(this.#settings, id, signal);
  }

  uploadFile(id: string, path: string, content: Parameters<typeof files.uploadFile>[3], signal?: AbortSignal) {
    return files.uploadFile(this.#settings, id, path, content, signal);
  }

  downloadFile(id: string, path: string, signal?: AbortSignal) {
    return files.downloadFile(this.#settings, id, path, signal);
  }

  deleteFile(id: string, path: string, signal?: AbortSignal) {
    return files.deleteFile(this.#settings, id, path, signal);
  }
}
