import type { TerminalState } from './terminal-model.js';
import { exitText } from './screen.js';

const conditionTexts: Record<string, string> = {
  throttled: 'Google asks GAM to slow down; it goes on by itself',
  stalled: 'GAM waits for a part of itself that may be gone; cancel if nothing comes',
  'asked-for-input': 'asks for input',
  'credentials-expired': 'the credentials have expired or were revoked: renew them',
  'disk-full': 'the work folder is full: remove files',
};

/** How the connection, the session and the command fare, in words; changes are read out. */
export function StatusLine({ state }: { state: TerminalState }) {
  const { connection, running, lastExit, closing, conditions } = state;
  return (
    <div className="gam-status">
      <p role="status">
        <span className="gam-connection" data-state={connection.state}>{connectionText(state)}</span>
        {connection.state === 'open' && <span className="gam-agent"> · {running ? `running gam ${running.args.join(' ')}` : state.agent ?? ''}</span>}
        {conditions.map(condition => <span key={condition} className="gam-condition"> · {conditionTexts[condition] ?? condition}</span>)}
      </p>
      {!running && lastExit && <p className="gam-exit" data-class={lastExit.class} data-id={lastExit.id}>{exitText(lastExit)}</p>}
      {lastExit?.failedRows && !running && (
        <p className="gam-failed-rows">{lastExit.failedRows.count} rows failed: {lastExit.failedRows.rows.slice(0, 20).map(row => row.row).join(', ')}</p>
      )}
      {closing && <p className="gam-closing" role="alert">The session ends at {new Date(closing.at).toLocaleTimeString()} ({closing.reason}).</p>}
      {running && <ProgressBar state={state} />}
    </div>
  );
}

function ProgressBar({ state }: { state: TerminalState }) {
  const { progress } = state;
  if (!progress) return <progress className="gam-progress" aria-label="The command runs" />;
  const { done, total, failed, what } = progress;
  const text = `${done}${total !== undefined ? ` of ${total}` : ''} ${what ?? progress.kind}${failed ? `, ${failed} failed` : ''}`;
  return (
    <p className="gam-progress-line">
      <progress className="gam-progress" aria-label={text} {...(total !== undefined && total > 0 && { max: total, value: Math.min(done, total) })} />
      <span aria-hidden="true">{text}</span>
    </p>
  );
}

function connectionText({ connection, end }: TerminalState): string {
  if (end) return end.error?.message ?? 'Disconnected.';
  switch (connection.state) {
    case 'connecting': return connection.attempt > 0 ? 'Connecting again…' : 'Connecting…';
    case 'waiting': return `${connection.error.message} Trying again in ${Math.ceil(connection.retryInMs / 1000)} s.`;
    case 'paused': return 'Catching up with the output…';
    case 'open': return 'Connected';
    case 'closed': return connection.error?.message ?? 'Disconnected.';
  }
}
