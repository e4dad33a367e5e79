import type { Settings } from '../configuration.js';
import { request, requestJson } from './request.js';
import { sessionPath } from './sessions.js';

/** A file of a session's work folder. */
export interface SessionFile {
  path: string;
  size: number;
  modifiedAt: string;
  etag: string;
}

/** The files of a session's work folder. */
export async function listFiles(settings: Settings, id: string, signal?: AbortSignal): Promise<SessionFile[]> {
  return (await requestJson<{ files: SessionFile[] }>(settings, 'GET', `${sessionPath(id)}/files/`, { signal })).files;
}

/** Puts a file into the work folder, in the place of one of that name. Blobs are streamed from where they are. */
export async function uploadFile(
  settings: Settings, id: string, path: string, content: string | Blob | ArrayBuffer | Uint8Array<ArrayBuffer>, signal?: AbortSignal,
): Promise<void> {
  await request(settings, 'PUT', filePath(id, path), { bytes: content, signal });
}

/** A file of the work folder; read the answer's body as text, blob or stream. */
export async function downloadFile(settings: Settings, id: string, path: string, signal?: AbortSignal): Promise<Response> {
  return request(settings, 'GET', filePath(id, path), { signal });
}

/** Removes a file of the work folder. */
export async function deleteFile(settings: Settings, id: string, path: string, signal?: AbortSignal): Promise<void> {
  await request(settings, 'DELETE', filePath(id, path), { signal });
}

function filePath(id: string, path: string): string {
  const names = path.split('/');
  if (names.some(name => name === '' || name === '.' || name === '..')) {
    throw new TypeError(`'${path}' is not the path of a file: names, separated by single slashes, without '.' and '..'.`);
  }
  return `${sessionPath(id)}/files/${names.map(encodeURIComponent).join('/')}`;
}
