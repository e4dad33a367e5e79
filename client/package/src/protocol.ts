/**
 * The words of `gam.v1`. The lists are compared with the server's own types by a test; `docs/protocol.md` of gam-sessions says what
 * each word means.
 */

export const agentStates = ['not-ready', 'idle', 'running', 'ending'] as const;
export const conditions = ['throttled', 'stalled', 'asked-for-input', 'credentials-expired', 'disk-full', 'queued-for-engine'] as const;
export const errorCodes = [
  'bad-frame', 'bad-command', 'not-allowed', 'busy', 'queue-full', 'not-ready', 'not-running', 'rate-limited', 'too-large', 'forbidden',
  'disk-full', 'cancelled', 'internal',
] as const;
export const exitReasons = [
  'exited', 'signalled', 'cancelled', 'timed-out', 'out-of-memory', 'disk-full', 'not-found', 'not-executable', 'prompt-closed',
  'runner-lost', 'pod-lost', 'session-ended',
] as const;
export const exitClasses = ['ok', 'information', 'partial', 'setup', 'transient', 'usage', 'resources', 'cancelled', 'error'] as const;
export const gapReasons = ['quota', 'session-restarted'] as const;
export const progressKinds = ['getting', 'processing', 'rows'] as const;
export const endReasons = [
  'deleted', 'idle', 'max-lifetime', 'pod-lost', 'host-lost', 'image-pull', 'unschedulable', 'quota', 'policy', 'crash-loop', 'config',
  'timeout', 'internal',
] as const;
export const roles = ['viewer', 'operator', 'control'] as const;
export const sessionStatuses = ['starting', 'ready', 'ending', 'ended', 'failed'] as const;

export type AgentState = (typeof agentStates)[number];
export type Condition = (typeof conditions)[number];
export type ErrorCode = (typeof errorCodes)[number];
export type ExitReason = (typeof exitReasons)[number];
export type ExitClass = (typeof exitClasses)[number];
export type GapReason = (typeof gapReasons)[number];
export type ProgressKind = (typeof progressKinds)[number];
export type EndReason = (typeof endReasons)[number];
export type Role = (typeof roles)[number];
export type SessionStatus = (typeof sessionStatuses)[number];

/** The close codes of a session's websocket. */
export const closeCodes = {
  ended: 1000,
  goingAway: 1001,
  policy: 1008,
  frameTooLarge: 1009,
  tokenExpired: 4401,
  notAllowed: 4403,
  unknownSession: 4404,
  tooSlow: 4408,
  endedEarlier: 4410,
  tooMany: 4429,
} as const;

/** The end of a command; there is exactly one for every command that started. */
export interface Exit {
  id: string;
  /** The program's own code; absent when a signal ended it or it never ran. */
  exitCode?: number;
  /** The signal that ended it, without SIG. */
  signal?: string;
  reason: ExitReason;
  class: ExitClass;
  /** The same in words. */
  meaning: string;
  durationMs: number;
  outputBytes: number;
  /** Of bulk commands; the first 100 rows are named. */
  failedRows?: { count: number; rows: { row: number; exitCode?: number }[] };
  limit?: 'command' | 'prompt';
  memory?: { limitBytes: number; peakBytes: number };
}

/** The first event of every connection. */
export interface Connected {
  sessionId: string;
  protocol: string;
  agentVersion: string;
  agentId: string;
  state: AgentState;
  running?: { id: string; args: string[]; by: string; startedAt: string };
  queued: { id: string; position: number }[];
  lastExit?: Exit;
  conditions: Condition[];
  epoch: string;
  /** `first` to `next - 1` can be replayed. */
  first: number;
  next: number;
  role: Role;
}

/** What GAM says about its own progress. */
export interface Progress {
  id: string;
  kind: ProgressKind;
  what?: string;
  done: number;
  total?: number;
  failed?: number;
  row?: number;
  rowExitCode?: number;
}

/** Why the session did not do what this client asked for. */
export interface ServerError {
  code: ErrorCode;
  message: string;
  hint?: string;
  /** A corrected command line. */
  suggestion?: string;
  id?: string;
  retryAfterMs?: number;
}

/** The data of each event by its name. */
export interface EventData {
  connected: Connected;
  refused: { id?: string; code: ErrorCode; command: string; by: string };
  queued: { id: string; position: number };
  started: { id: string; args: string[]; by: string; pid: number };
  output: string;
  input: { id: string; by: string; bytes: number; eof?: boolean };
  progress: Progress;
  exit: Exit;
  state: { state: AgentState; conditions: Condition[]; reason?: string; message?: string };
  gap: { from: number | null; to: number | null; reason: GapReason };
  error: ServerError;
  closing: { reason: EndReason; at: string };
  pong: unknown;
}

export type EventName = keyof EventData;

/** The fields beside an event's data. */
export interface EventMeta {
  /** 1, 2, 3 … in an epoch, of events that are in the journal. */
  seq?: number;
  /** RFC 3339, UTC. */
  at?: string;
  /** Of `output`. */
  stream?: 'stdout' | 'stderr';
  /** Of `output`: the command. */
  id?: string;
  /** Of `output`: bytes that were not UTF-8 became U+FFFD. */
  lossy?: boolean;
  /** Of `output`: a secret was replaced by `***`. */
  redacted?: boolean;
}

/** An event as the server sends it. */
export type SessionEvent = { [E in EventName]: { event: E; data: EventData[E] } & EventMeta }[EventName];

/** The frames that a client may send. */
export interface ClientFrames {
  input: string;
  exec: { args?: string[]; command?: string; id?: string; timeoutSeconds?: number; queue?: boolean };
  stdin: { text?: string; base64?: string; eof?: boolean; secret?: boolean };
  signal: { name: 'INT' | 'TERM' | 'KILL' };
  cancel: { id?: string };
  ping: unknown;
}
