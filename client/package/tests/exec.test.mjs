import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import WebSocket from 'ws';
import { CommandRefusedError, DisconnectedError, GamSessionsClient, SessionClosedError } from 'gam-sessions-client';
import { startHost } from './support/host.mjs';
import { event, until } from './support/waiting.mjs';

describe('commands', () => {
  let host, client, id, session;
  before(async () => {
    host = await startHost();
    client = new GamSessionsClient({ baseUrl: host.url, webSocket: WebSocket });
    id = (await client.createSession('Commands', 'default-gam-image')).session.id;
    session = client.createSessionWebsocket(id);
  });
  after(async () => {
    session?.disconnect();
    await host?.stop();
  });

  test('events of a command can be iterated and end with its exit, and the result is that exit', async () => {
    const run = session.exec(['info', 'domain']);
    const events = [];
    for await (const one of run) events.push(one);
    const exit = await run.result;

    assert.equal(events[0].event, 'started');
    assert.equal(events.at(-1).event, 'exit');
    assert.ok(events.some(e => e.event === 'output' && e.data.includes('example.com')));
    assert.deepEqual([exit.exitCode, exit.reason, exit.class], [0, 'exited', 'ok']);
  });

  test('the output of both streams is collected exactly', async () => {
    const { exit, stdout, stderr, truncated } = await session.exec(['print', 'users', 'rows', '120']).collect();
    assert.equal(exit.exitCode, 0);
    assert.equal(stdout.trim().split('\n').length, 121);
    assert.match(stderr, /Got \d+ Users/);
    assert.equal(truncated, false);
  });

  test('arguments are literal, a line is split as a shell would do it', async () => {
    const literal = await session.exec(['echo', "o'brien", 'a  b', '$HOME', 'é✓𝄞']).collect();
    assert.equal(literal.stdout, "o'brien\na  b\n$HOME\né✓𝄞\n");
    const line = await session.exec('gam echo "a b" c\\ d').collect();
    assert.equal(line.stdout, 'a b\nc d\n');
  });

  test('a failing command is a result and no error', async () => {
    const exit = await session.exec(['delete', 'user', 'ghost@example.com']).result;
    assert.deepEqual([exit.exitCode, exit.class], [56, 'partial']);
    assert.ok(exit.meaning);
  });

  test('a refused line rejects with code, hint and the corrected line', async () => {
    const pipe = session.exec('print users | head');
    await assert.rejects(pipe.result, error => error instanceof CommandRefusedError && error.code === 'bad-command' && !!error.hint);
    await assert.rejects((async () => { for await (const _ of pipe); })(), CommandRefusedError);
    await assert.rejects(session.exec('info user “ann”').result, error => error.suggestion?.includes('"ann"'));
    await assert.rejects(session.exec('ls').result, error => error.code === 'not-allowed');
  });

  test('a second command is busy, or waits when it asks for that; a queued one can be cancelled', async () => {
    const first = session.exec(['slow', '1000', '50']);
    await event(session, 'output', (_, meta) => meta.id === first.id);
    await assert.rejects(session.exec(['version']).result, error => error.code === 'busy' && error.retryable);
    const queued = session.exec(['version'], { queue: true });
    await event(session, 'queued', data => data.id === queued.id);
    const dropped = session.exec(['info', 'domain'], { queue: true });
    await event(session, 'queued', data => data.id === dropped.id);
    dropped.cancel();
    await assert.rejects(dropped.result, error => error.code === 'cancelled');
    first.cancel();
    assert.equal((await first.result).reason, 'cancelled');
    assert.equal((await queued.result).exitCode, 0);
  });

  test('an abort cancels the command and rejects with its reason once it has ended', async () => {
    const abort = new AbortController();
    const run = session.exec(['slow', '1000', '50'], { signal: abort.signal });
    await event(session, 'output', (_, meta) => meta.id === run.id);
    const exits = [];
    session.on('exit', data => exits.push(data));
    const reason = new Error('enough');
    abort.abort(reason);
    await assert.rejects(run.result, error => error === reason);
    assert.deepEqual(exits.map(e => [e.id, e.reason]), [[run.id, 'cancelled']]);
    await assert.rejects(session.exec(['version'], { signal: abort.signal }).result, error => error === reason);
  });

  test('standard input arrives in order, whatever its size, and its end is seen', async () => {
    const text = Array.from({ length: 30_000 }, (_, i) => `line ${i} é✓\n`).join('');
    const run = session.exec(['cat']);
    const collected = run.collect();
    await run.stdin.write(text);
    await run.stdin.end('the end\n');
    const { stdout, exit } = await collected;
    assert.equal(exit.exitCode, 0);
    assert.equal(stdout.length, text.length + 8);
    assert.ok(stdout === `${text}the end\n`, 'what came back is what was sent');
    await assert.rejects(run.stdin.write('more'), error => error.code === 'not-running');
  });

  test('a prompt is seen, answered in secret, and its answer is masked', async () => {
    const run = session.exec(['create', 'user', 'new@example.com', 'password', 'prompt']);
    const collected = run.collect();
    await event(session, 'state', data => data.conditions.includes('asked-for-input'));
    await run.stdin.write('correct-horse\n', { secret: true });
    const { stdout, stderr, exit } = await collected;
    assert.equal(exit.exitCode, 0);
    assert.ok(!`${stdout}${stderr}`.includes('correct-horse'));
  });

  test('a slow reader of 20 MB gets every line, and holds the flood back instead of storing it', async () => {
    const paused = [];
    const stop = session.on('connection', status => paused.push(status.state));
    const run = session.exec(['flood', String(20 * 1024 * 1024)]);
    let bytes = 0;
    let pieces = 0;
    for await (const one of run) {
      if (one.event !== 'output') continue;
      bytes += one.data.length;
      if (++pieces % 16 === 0) await new Promise(resolve => setImmediate(resolve));
      if (pieces === 1) await until('the connection is paused', () => paused.includes('paused'));
    }
    stop();
    assert.equal(bytes, 20 * 1024 * 1024);
    assert.equal((await run.result).outputBytes, bytes);
  });

  test('a result can be awaited without reading, and a late reader is told what was dropped', async () => {
    const run = session.exec(['flood', String(4 * 1024 * 1024)]);
    const exit = await run.result;
    assert.equal(exit.outputBytes, 4 * 1024 * 1024);
    const first = (await run[Symbol.asyncIterator]().next()).value;
    assert.equal(first.event, 'unread');
    assert.ok(first.data.events > 0);
  });

  test('leaving the iteration does not end the command', async () => {
    const run = session.exec(['slow', '5', '20']);
    for await (const one of run) if (one.event === 'output') break;
    assert.equal((await run.result).exitCode, 0);
  });

  test('input typed as with Socket.IO runs, and its output comes as text first', async () => {
    const texts = [];
    const stop = session.on('output', text => texts.push(text));
    const exit = event(session, 'exit');
    session.emit('input', 'gam info domain');
    const [data] = await exit;
    stop();
    assert.equal(data.exitCode, 0);
    assert.ok(texts.join('').includes('example.com'));
  });

  test('thirty commands in a row each give their own output', async () => {
    for (let i = 0; i < 30; i++) {
      const { stdout } = await session.exec(['echo', `number ${i}`]).collect();
      assert.equal(stdout, `number ${i}\n`);
    }
  });

  test('after disconnect nothing is sent and what was awaited rejects, while the command goes on', async () => {
    const other = client.createSessionWebsocket(id);
    const run = other.exec(['slow', '100', '50']);
    const exit = event(session, 'exit', data => data.id === run.id);
    await event(other, 'started');
    other.disconnect();
    await assert.rejects(run.result, DisconnectedError);
    assert.throws(() => other.exec(['version']), DisconnectedError);
    assert.throws(() => other.emit('cancel', {}), DisconnectedError);
    assert.equal((await exit)[0].exitCode, 0);
  });

  test('a session that ends says why, and what ran ends with it', async () => {
    const mine = (await client.createSession('Ends')).session.id;
    const socket = client.createSessionWebsocket(mine);
    const run = socket.exec(['slow', '1000', '50']);
    await event(socket, 'output');
    const end = event(socket, 'end');
    await client.deleteSession(mine);
    const exit = await run.result;
    const [error] = await end;
    assert.equal(exit.reason, 'session-ended');
    assert.ok(error instanceof SessionClosedError);
    assert.deepEqual([error.code, error.reason], [1000, 'deleted']);
  });
});
