import { GamSessionsClient } from './client.js';
import type { GamSessionsConfiguration } from './configuration.js';

export { GamSessionsClient } from './client.js';
export type { GamSessionsConfiguration, WebSocketConstructor, WebSocketLike } from './configuration.js';
export * from './errors.js';
export * from './protocol.js';
export type { SessionFile } from './rest/files.js';
export type { CreateOptions, ListOptions, Session, SessionConfig, WebsocketInfo } from './rest/sessions.js';
export { Command, type Collected, type ExecOptions } from './socket/command.js';
export type { ConnectionStatus } from './socket/connection.js';
export type { CommandEvent } from './socket/event-queue.js';
export { SessionSocket, type SocketEvents, type SocketOptions } from './socket/session-socket.js';
export type { StdinWriter } from './socket/stdin-writer.js';
export { TerminalConnection, type TerminalEvents } from './terminal-connection.js';

let current: GamSessionsClient | undefined;

/** Names the host, and how to get an API key for it. Call it once, before anything else; in a page served by the host it may be left out. */
export function configure(configuration: GamSessionsConfiguration): void {
  current = new GamSessionsClient(configuration);
}

/** The client that the functions below use. */
export function getClient(): GamSessionsClient {
  return (current ??= new GamSessionsClient({}));
}

type Call<M extends keyof GamSessionsClient> = GamSessionsClient[M];

export const createSession: Call<'createSession'> = (...args) => getClient().createSession(...args);
export const getSession: Call<'getSession'> = (...args) => getClient().getSession(...args);
export const listSessions: Call<'listSessions'> = (...args) => getClient().listSessions(...args);
export const deleteSession: Call<'deleteSession'> = (...args) => getClient().deleteSession(...args);
export const extendSession: Call<'extendSession'> = (...args) => getClient().extendSession(...args);
export const listImages: Call<'listImages'> = (...args) => getClient().listImages(...args);
export const getSessionWebsocketInfo: Call<'getSessionWebsocketInfo'> = (...args) => getClient().getSessionWebsocketInfo(...args);
export const createSessionWebsocket: Call<'createSessionWebsocket'> = (...args) => getClient().createSessionWebsocket(...args);
export const createTerminalConnection: Call<'createTerminalConnection'> = () => getClient().createTerminalConnection();
export const getTranscript: Call<'getTranscript'> = (...args) => getClient().getTranscript(...args);
export const listFiles: Call<'listFiles'> = (...args) => getClient().listFiles(...args);
export const uploadFile: Call<'uploadFile'> = (...args) => getClient().uploadFile(...args);
export const downloadFile: Call<'downloadFile'> = (...args) => getClient().downloadFile(...args);
export const deleteFile: Call<'deleteFile'> = (...args) => getClient().deleteFile(...args);
