import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import WebSocket from 'ws';
import { GamSessionsClient, SessionClosedError } from 'gam-sessions-client';
import { startHost } from './support/host.mjs';
import { event, until } from './support/waiting.mjs';
import { startWire } from './support/wire.mjs';

describe('connections that break', () => {
  let host, wire, client, id;
  before(async () => {
    host = await startHost();
    wire = await startWire(host.url);
    client = new GamSessionsClient({ baseUrl: host.url, webSocket: wire.WebSocket });
    id = (await client.createSession('Breaks')).session.id;
  });
  after(async () => {
    await wire?.stop();
    await host?.stop();
  });

  const sequences = socket => {
    const seen = [];
    for (const name of ['refused', 'queued', 'started', 'output', 'input', 'progress', 'exit', 'state']) {
      socket.on(name, (_, meta) => seen.push(meta.seq));
    }
    return seen;
  };
  const withoutHoles = seen => seen.forEach((seq, i) => assert.equal(seq, seen[0] + i));

  test('cut again and again in the middle of 10 MB of output, nothing is lost and nothing comes twice', async () => {
    const socket = client.createSessionWebsocket(id);
    const seen = sequences(socket);
    const run = socket.exec(['flood', String(10 * 1024 * 1024)]);
    let text = '';
    let cuts = 0;
    for await (const one of run) {
      if (one.event !== 'output') continue;
      text += one.data;
      if (cuts < 5 && text.length > (cuts + 1) * 1024 * 1024) {
        cuts++;
        wire.cut();
      }
    }
    const exit = await run.result;
    socket.disconnect();
    assert.equal(cuts, 5);
    assert.equal(text.length, 10 * 1024 * 1024);
    assert.equal(exit.outputBytes, text.length);
    withoutHoles(seen);
  });

  test('every try has a token of its own, which never stands in the address', async () => {
    const from = wire.protocols.length;
    const socket = client.createSessionWebsocket(id);
    await until('it is open', () => socket.status.state === 'open');
    wire.cut();
    await until('it tries again', () => wire.protocols.length >= from + 2);
    await until('it is open again', () => socket.status.state === 'open');
    socket.disconnect();
    const tokens = wire.protocols.slice(from).map(p => p[1]);
    assert.equal(new Set(tokens).size, tokens.length);
    assert.ok(tokens.every(t => t.startsWith('bearer.')));
    assert.ok(wire.urls.every(url => !url.includes('bearer') && !url.includes('token')));
  });

  test('a command that ended while the client was away is told to have ended', async () => {
    const socket = client.createSessionWebsocket(id);
    const run = socket.exec(['slow', '10', '50']);
    await event(socket, 'output', (_, meta) => meta.id === run.id);
    wire.refuse(true);
    wire.cut();
    const watcher = new GamSessionsClient({ baseUrl: host.url, webSocket: WebSocket }).createSessionWebsocket(id);
    await until('the command has ended', () => watcher.connected?.lastExit?.id === run.id || endedOf(watcher, run.id));
    wire.refuse(false);
    const { stdout } = await run.collect();
    const exit = await run.result;
    socket.disconnect();
    watcher.disconnect();
    assert.equal(exit.exitCode, 0);
    assert.equal(stdout.trim().split('\n').length, 10);
  });

  test('commands given while there is no connection run once there is one', async () => {
    wire.refuse(true);
    const socket = client.createSessionWebsocket(id);
    const run = socket.exec(['echo', 'later']);
    await until('it waits to try again', () => socket.status.state === 'waiting');
    wire.refuse(false);
    socket.reconnectNow();
    assert.equal((await run.collect()).stdout, 'later\n');
    socket.disconnect();
  });

  test('a page that is loaded again goes on from the position of the one before', async () => {
    const before = client.createSessionWebsocket(id);
    const run = before.exec(['slow', '40', '20']);
    let text = '';
    // Events that are iterated may lie behind the position; listeners see each as it moves.
    await new Promise(resolve => before.on('output', data => {
      text += data;
      if (text.length > 60) resolve();
    }));
    const position = before.position;
    before.disconnect();
    const again = client.createSessionWebsocket(id, position);
    again.on('output', data => { text += data; });
    await event(again, 'exit', data => data.id === run.id);
    again.disconnect();
    assert.equal(text.trim().split('\n').length, 40);
  });

  test('after=0 replays everything, and a position in another journal is told as a gap', async () => {
    const all = client.createSessionWebsocket(id, { after: 0 });
    const seen = sequences(all);
    await until('everything came', () => all.connected && all.position.after >= all.connected.next - 1);
    all.disconnect();
    assert.equal(seen[0], 1);
    withoutHoles(seen);

    const other = client.createSessionWebsocket(id, { after: 5, epoch: 'another' });
    const [gap] = await event(other, 'gap');
    const [, meta] = await event(other, 'started');
    other.disconnect();
    assert.equal(gap.reason, 'session-restarted');
    assert.ok(meta.seq >= 1);
  });

  test('a paused client has no socket and misses nothing', async () => {
    const socket = client.createSessionWebsocket(id);
    await until('it is open', () => socket.status.state === 'open');
    const run = socket.exec(['slow', '20', '10']);
    await event(socket, 'started', data => data.id === run.id);
    socket.pause();
    await until('it is paused', () => socket.status.state === 'paused');
    await until('its socket is gone', () => wire.open === 0);
    socket.resume();
    assert.equal((await run.collect()).stdout.trim().split('\n').length, 20);
    socket.disconnect();
  });

  test('the session ends while the client is away: that is told, and it stops trying', async () => {
    const mine = (await client.createSession('Gone')).session.id;
    const socket = client.createSessionWebsocket(mine);
    await until('it is open', () => socket.status.state === 'open');
    wire.refuse(true);
    wire.cut();
    await client.deleteSession(mine);
    await until('it has ended', async () => (await client.getSession(mine)).status === 'ended');
    wire.refuse(false);
    socket.reconnectNow();
    const error = await until('it is closed', () => socket.status.state === 'closed' && socket.status.error);
    assert.ok(error instanceof SessionClosedError);
    assert.equal(error.code, 4410);
    const tries = wire.connects;
    await new Promise(resolve => setTimeout(resolve, 50));
    assert.equal(wire.connects, tries);
  });

  function endedOf(watcher, runId) {
    watcher.ends ??= (() => {
      const ends = new Set();
      watcher.on('exit', data => ends.add(data.id));
      return ends;
    })();
    return watcher.ends.has(runId);
  }
});
