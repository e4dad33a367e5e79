export { GamTerminal, type GamTerminalProps } from './gam-terminal.js';
export { TerminalModel, type TerminalPiece, type TerminalSink, type TerminalState } from './terminal-model.js';
export { useGamSession, type SessionHandle, type UseSessionOptions } from './use-gam-session.js';
export { useTerminal, useTerminalState } from './use-terminal.js';
