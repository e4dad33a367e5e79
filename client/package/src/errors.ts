import type { ErrorCode, ServerError } from './protocol.js';

/** The family of all errors that this package makes. `retryable` says whether the same call may succeed later. */
export class GamSessionsError extends Error {
  override name = 'GamSessionsError';
  constructor(message: string, readonly retryable: boolean, options?: { cause?: unknown }) {
    super(message, options);
  }
}

/** The REST API refused a call; `code` is the stable code of its problem details. */
export class ApiError extends GamSessionsError {
  override name = 'ApiError';
  constructor(
    message: string,
    readonly status: number,
    readonly code: string | undefined,
    /** What is wrong with which field. */
    readonly errors: Readonly<Record<string, string[]>> | undefined,
    /** The record that a failed create left. */
    readonly sessionId: string | undefined,
    readonly retryAfterSeconds: number | undefined,
  ) {
    super(message, status === 429 || status >= 500 || code === 'not-ready' || code === 'busy');
  }
}

/** The host could not be reached at all. */
export class NetworkError extends GamSessionsError {
  override name = 'NetworkError';
  constructor(message: string, cause?: unknown) {
    super(message, true, { cause });
  }
}

/** A session that was created did not become ready. */
export class SessionFailedError extends GamSessionsError {
  override name = 'SessionFailedError';
  constructor(message: string, readonly sessionId: string, readonly reason: string | undefined) {
    super(message, false);
  }
}

/**
 * The connection to a session is over for good: 1000 and 4410 the session ended (`reason` is the end reason), 4401 tokens are refused as
 * expired although they are fresh, 4403 not allowed, 4404 unknown session, 4429 too many connections, 1008 the protocol was broken.
 */
export class SessionClosedError extends GamSessionsError {
  override name = 'SessionClosedError';
  constructor(message: string, readonly code: number, readonly reason: string) {
    super(message, code === 4429);
  }
}

/** `disconnect()` was called while something was still waited for. */
export class DisconnectedError extends GamSessionsError {
  override name = 'DisconnectedError';
  constructor() {
    super('This client was disconnected. A command that runs goes on in the session.', false);
  }
}

/** The session refused a command or input; `suggestion` may hold the corrected command line. */
export class CommandRefusedError extends GamSessionsError {
  override name = 'CommandRefusedError';
  readonly code: ErrorCode;
  readonly hint: string | undefined;
  readonly suggestion: string | undefined;
  readonly retryAfterMs: number | undefined;
  constructor(error: ServerError) {
    super(error.hint ? `${error.message} (${error.hint})` : error.message,
      ['busy', 'queue-full', 'not-ready', 'rate-limited', 'disk-full'].includes(error.code));
    this.code = error.code;
    this.hint = error.hint;
    this.suggestion = error.suggestion;
    this.retryAfterMs = error.retryAfterMs;
  }
}

/**
 * Nobody can say what became of a command or of input: the connection broke before the session confirmed it, and the journal does not
 * know it; or its end is no longer in the journal. It is never sent twice, since it may have changed something.
 */
export class CommandLostError extends GamSessionsError {
  override name = 'CommandLostError';
}
