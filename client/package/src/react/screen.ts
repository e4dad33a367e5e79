import { FitAddon } from '@xterm/addon-fit';
import { SearchAddon } from '@xterm/addon-search';
import { WebLinksAddon } from '@xterm/addon-web-links';
import { Terminal, type ITheme } from '@xterm/xterm';
import type { TerminalModel, TerminalPiece } from './terminal-model.js';

const highMark = 4 * 1024 * 1024;
const lowMark = 1024 * 1024;

const dark: ITheme = {
  background: '#17171a', foreground: '#e6e6ea', cursor: '#17171a', selectionBackground: '#3b5b92', yellow: '#e5c07b', brightBlack: '#a9a9b4',
  blue: '#8ab4ff', green: '#83d99b', red: '#ff9a9a',
};
const light: ITheme = {
  background: '#ffffff', foreground: '#1b1b1f', cursor: '#ffffff', selectionBackground: '#bcd3ff', yellow: '#8a4b00', brightBlack: '#55555f',
  blue: '#1a56c4', green: '#176b34', red: '#a3141f', white: '#55555f', brightWhite: '#1b1b1f', brightYellow: '#8a4b00',
};

/**
 * The output on xterm.js. Text only: what a session prints can move the cursor and set colours, never become markup; links open in a
 * tab of their own that knows nothing of this one. Bounded: lines beyond the scrollback go, and what comes faster than it can be drawn
 * waits in the session's journal.
 */
export class Screen {
  readonly #terminal: Terminal;
  readonly #fit = new FitAddon();
  readonly #search = new SearchAddon({ highlightLimit: 1000 });
  readonly #undo: (() => void)[] = [];
  #pending = 0;
  #held = false;
  #column = true;

  constructor(host: HTMLElement, readonly model: TerminalModel, scrollback: number, label: string) {
    const open = (_: unknown, uri: string) => {
      if (/^https?:/i.test(uri)) window.open(uri, '_blank', 'noopener,noreferrer');
    };
    const preference = window.matchMedia('(prefers-color-scheme: dark)');
    const theme = () => (preference.matches ? dark : light);
    this.#terminal = new Terminal({
      convertEol: true, disableStdin: true, scrollback, theme: theme(), minimumContrastRatio: 4.5, fontSize: 14, screenReaderMode: true,
      fontFamily: 'ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace', cursorInactiveStyle: 'none', allowProposedApi: true,
      linkHandler: { activate: open, allowNonHttpProtocols: false },
    });
    this.#terminal.loadAddon(this.#fit);
    this.#terminal.loadAddon(this.#search);
    this.#terminal.loadAddon(new WebLinksAddon(open));
    this.#terminal.open(host);
    if (this.#terminal.textarea) this.#terminal.textarea.setAttribute('aria-label', label);
    // The browser's own keys stay its own: leaving by Tab, copying.
    this.#terminal.attachCustomKeyEventHandler(() => false);

    const retheme = () => { this.#terminal.options.theme = theme(); };
    preference.addEventListener('change', retheme);
    const observer = new ResizeObserver(() => this.#resize(host));
    observer.observe(host);
    this.#resize(host);
    this.#undo.push(
      () => preference.removeEventListener('change', retheme), () => observer.disconnect(), model.attach(piece => this.#show(piece)));
  }

  /** Looks for text; how many places there are comes by {@link onResults}. */
  find(text: string, backwards = false): void {
    const decorations = {
      matchBackground: '#806000', matchOverviewRuler: '#806000', activeMatchBackground: '#1a56c4', activeMatchColorOverviewRuler: '#1a56c4',
    };
    if (text === '') this.#search.clearDecorations();
    else if (backwards) this.#search.findPrevious(text, { decorations });
    else this.#search.findNext(text, { decorations });
  }

  onResults(listener: (found: { index: number; count: number }) => void): () => void {
    const { dispose } = this.#search.onDidChangeResults(({ resultIndex, resultCount }) => listener({ index: resultIndex, count: resultCount }));
    return dispose;
  }

  /** What is selected, or all that is kept. */
  text(): string {
    const terminal = this.#terminal;
    if (terminal.hasSelection()) return terminal.getSelection();
    const { buffer } = terminal;
    const lines: string[] = [];
    for (let i = 0; i < buffer.active.length; i++) {
      const line = buffer.active.getLine(i);
      const piece = line?.translateToString(true) ?? '';
      if (line?.isWrapped && lines.length > 0) lines[lines.length - 1] += piece;
      else lines.push(piece);
    }
    while (lines.at(-1) === '') lines.pop();
    return lines.join('\n');
  }

  clear(): void {
    this.#terminal.clear();
  }

  /** Scrolls by pages, or to an end. */
  scroll(by: -1 | 1 | 'top' | 'bottom'): void {
    if (by === 'top') this.#terminal.scrollToTop();
    else if (by === 'bottom') this.#terminal.scrollToBottom();
    else this.#terminal.scrollPages(by);
  }

  dispose(): void {
    for (const undo of this.#undo) undo();
    this.#terminal.dispose();
    this.model.socket.resume(this);
  }

  #resize(host: HTMLElement): void {
    if (host.clientWidth > 0 && host.clientHeight > 0) this.#fit.fit();
  }

  #show(piece: TerminalPiece): void {
    const text = this.#rendered(piece);
    this.#pending += text.length;
    if (!this.#held && this.#pending > highMark) {
      this.#held = true;
      this.model.socket.pause(this);
    }
    this.#terminal.write(text, () => {
      this.#pending -= text.length;
      if (this.#held && this.#pending < lowMark) {
        this.#held = false;
        this.model.socket.resume(this);
      }
    });
  }

  // Standard error is told apart by slant and colour; a reset inside it leads back to that.
  #rendered(piece: TerminalPiece): string {
    if (piece.kind === 'stdout' || piece.kind === 'stderr') {
      if (piece.text !== '') this.#column = piece.text.endsWith('\n');
      // eslint-disable-next-line no-control-regex -- escape sequences
      return piece.kind === 'stdout' ? piece.text : `\u001b[3;33m${piece.text.replace(/\u001b\[0?m/g, '\u001b[0;3;33m')}\u001b[23;39m`;
    }
    const line = this.#column ? '' : '\n';
    this.#column = true;
    // A command may have left another screen, a hidden cursor or colours behind.
    const reset = '\u001b[?1047l\u001b[!p\u001b[0m';
    switch (piece.kind) {
      case 'command':
        return `${line}${reset}\u001b[1;34m❯ gam ${plain(piece.args.join(' '))}\u001b[0m\n`;
      case 'exit':
        return `${reset}${line}\u001b[90m${piece.exit.class === 'ok' ? '✓' : '✗'} ${plain(exitText(piece.exit))}\u001b[0m\n`;
      case 'refused':
        return `${line}\u001b[90m✗ not run (${plain(piece.code)}): ${plain(piece.command)}\u001b[0m\n`;
      case 'gap':
        return `${line}\u001b[90m… ${piece.reason === 'quota' ? `older output is gone${piece.events ? ` (${piece.events} events)` : ''}` : 'the session was restarted'}\u001b[0m\n`;
    }
  }
}

/** How a command ended, in a line. */
export function exitText(exit: { exitCode?: number; signal?: string; reason: string; class: string; meaning: string }): string {
  const what = exit.exitCode !== undefined ? `exit code ${exit.exitCode}` : exit.signal ? `signal ${exit.signal}` : exit.reason;
  return `${what} · ${exit.class} · ${exit.meaning}`;
}

function plain(text: string): string {
  // eslint-disable-next-line no-control-regex -- what could act on the terminal
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, ' ');
}
