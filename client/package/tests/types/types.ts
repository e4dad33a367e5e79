// Compiled, never run: what callers may rely on, and what must not compile.
import {
  CommandRefusedError, configure, createSession, createSessionWebsocket, createTerminalConnection, getSessionWebsocketInfo,
  type CommandEvent, type Exit, type ExitClass, type Session, type WebsocketInfo,
} from 'gam-sessions-client';

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(_: Same<A, B>) => undefined;

configure({ baseUrl: new URL('http://localhost:5080'), getApiToken: async () => 'gsk_x' });
// @ts-expect-error a key is a text
configure({ getApiToken: () => 5 });

export async function use(): Promise<void> {
  const created = await createSession('name', 'image', { idleMinutes: 5, resources: { memory: '512Mi' } });
  same<typeof created, { session: Session; websocketInfo: WebsocketInfo }>(true);
  same<Awaited<ReturnType<typeof getSessionWebsocketInfo>>, WebsocketInfo>(true);
  // @ts-expect-error no such setting
  await createSession('name', 'image', { idleSeconds: 5 });

  const socket = createSessionWebsocket(created.session.id, { after: 0 });
  socket.on('output', (text, meta) => {
    same<typeof text, string>(true);
    same<typeof meta.stream, 'stdout' | 'stderr' | undefined>(true);
  });
  socket.on('exit', exit => same<typeof exit, Exit>(true));
  socket.on('connection', status => {
    if (status.state === 'waiting') same<typeof status.retryInMs, number>(true);
  });
  // @ts-expect-error no such event
  socket.on('outptu', () => undefined);
  socket.emit('input', 'gam info domain');
  socket.emit('cancel', {});
  socket.emit('ping');
  // @ts-expect-error a line is a text
  socket.emit('input', { line: 'x' });
  // @ts-expect-error no such signal
  socket.emit('signal', { name: 'HUP' });

  const run = socket.exec(['info', 'domain'], { signal: new AbortController().signal });
  for await (const event of run) {
    same<typeof event, CommandEvent>(true);
    if (event.event === 'output') same<typeof event.data, string>(true);
    if (event.event === 'progress') same<typeof event.data.done, number>(true);
  }
  const exit = await run.result;
  same<typeof exit.class, ExitClass>(true);
  same<typeof exit.exitCode, number | undefined>(true);
  await run.stdin.write(new Uint8Array(1));

  const terminal = await createTerminalConnection();
  terminal.on('output', text => same<typeof text, string>(true));
  terminal.join(created.session.id);
  terminal.write('gam info domain\r');
  // @ts-expect-error no such event
  terminal.on('keys', () => undefined);

  try {
    await run.result;
  } catch (error) {
    if (error instanceof CommandRefusedError) same<typeof error.suggestion, string | undefined>(true);
  }
}
