import type { Settings } from '../configuration.js';
import { ApiError, NetworkError } from '../errors.js';

export interface RequestOptions {
  body?: unknown;
  /** Bytes as they are, instead of `body` as JSON. */
  bytes?: BodyInit;
  contentType?: string;
  headers?: Record<string, string>;
  signal?: AbortSignal | undefined;
}

/** One REST call; any answer but a success is an {@link ApiError}, none at all a {@link NetworkError}. */
export async function request(settings: Settings, method: string, path: string, options: RequestOptions = {}): Promise<Response> {
  const headers = new Headers(options.headers);
  const token = await settings.getApiToken();
  if (token) headers.set('Authorization', `Bearer ${token}`);
  const init: RequestInit & { duplex?: 'half' } = { method, headers, cache: 'no-store', signal: options.signal ?? null };
  if (options.bytes !== undefined) {
    headers.set('Content-Type', options.contentType ?? 'application/octet-stream');
    init.body = options.bytes;
    if (options.bytes instanceof ReadableStream) init.duplex = 'half';
  } else if (options.body !== undefined) {
    headers.set('Content-Type', 'application/json');
    init.body = JSON.stringify(options.body);
  }
  let response: Response;
  try {
    response = await settings.fetch(new URL(path, settings.base).href, init);
  } catch (error) {
    if (options.signal?.aborted) throw options.signal.reason;
    throw new NetworkError(`${settings.base.origin} does not answer. Is the host running, and may pages of this origin call it?`, error);
  }
  if (response.ok) return response;
  throw await problemOf(response);
}

/** The same for answers of JSON. */
export async function requestJson<T>(settings: Settings, method: string, path: string, options?: RequestOptions): Promise<T> {
  const response = await request(settings, method, path, options);
  return (await response.json()) as T;
}

async function problemOf(response: Response): Promise<ApiError> {
  interface Problem { detail?: string; title?: string; code?: string; errors?: Record<string, string[]>; sessionId?: string }
  let problem: Problem = {};
  try {
    problem = (await response.json()) as Problem;
  } catch {
    // A proxy in between answers with what it likes: the status is all there is.
  }
  const after = Number(response.headers.get('Retry-After') ?? Number.NaN);
  return new ApiError(
    problem.detail ?? problem.title ?? `The host answered ${response.status}.`,
    response.status, problem.code, problem.errors, problem.sessionId, Number.isFinite(after) ? after : undefined);
}
