// Cases from the field, through this package and against a real host.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import WebSocket from 'ws';
import { GamSessionsClient, SessionClosedError } from 'gam-sessions-client';
import { startHost } from './support/host.mjs';
import { event, until } from './support/waiting.mjs';
import { startWire } from './support/wire.mjs';

describe('cases from the field', () => {
  let host, wire, client, id;
  before(async () => {
    host = await startHost({ 'Limits:TokenLifetime': '00:00:05', 'Limits:ClockSkew': '00:00:00' });
    wire = await startWire(host.url);
    client = new GamSessionsClient({ baseUrl: host.url, webSocket: wire.WebSocket });
    id = (await client.createSession('Cases')).session.id;
  });
  after(async () => {
    await wire?.stop();
    await host?.stop();
  });

  test('a prompt without a newline is shown at once, and an end of input there is told as that', async () => {
    const socket = client.createSessionWebsocket(id);
    const run = socket.exec(['create', 'user', 'new@example.com', 'password', 'prompt']);
    let text = '';
    for await (const one of run) {
      if (one.event === 'output') text += one.data;
      if (one.event === 'state' || /assword[^\n]*$/.test(text)) break;
    }
    assert.match(text, /assword[^\n]*$/);
    await run.stdin.end();
    const exit = await run.result;
    socket.disconnect();
    assert.equal(exit.reason, 'prompt-closed');
  });

  for (const [size, bytes] of [['10 KB', 10_000], ['10 MB', 10_000_000]]) {
    test(`a cut after ${size} of output, when the token has long expired, loses nothing and repeats nothing`, async () => {
      const socket = client.createSessionWebsocket(id);
      const seen = [];
      socket.on('output', (_, meta) => seen.push(meta.seq));
      const { token } = await client.getSessionWebsocketInfo(id);
      const expires = JSON.parse(Buffer.from(token.split('.')[1], 'base64url')).exp * 1000;
      const run = socket.exec(['flood', String(bytes)]);
      let length = 0;
      let isCut = false;
      for await (const one of run) {
        if (one.event !== 'output') continue;
        length += one.data.length;
        if (!isCut) {
          isCut = true;
          await until('the token has expired', () => Date.now() > expires + 1000);
          wire.cut();
        }
      }
      socket.disconnect();
      assert.equal(length, bytes);
      assert.equal(new Set(seen).size, seen.length);
    });
  }

  test('what the quota took while a client was away is a gap that says which, and all the rest comes', async () => {
    const small = await startHost({ 'Limits:JournalBytes': '1Mi', 'Limits:JournalMemoryBytes': '256Ki' });
    const cuttable = await startWire(small.url);
    try {
      const through = new GamSessionsClient({ baseUrl: small.url, webSocket: cuttable.WebSocket });
      const session = (await through.createSession('Small journal')).session.id;
      const socket = through.createSessionWebsocket(session);
      const seqs = [];
      for (const name of ['started', 'output', 'exit', 'state']) socket.on(name, (_, meta) => seqs.push(meta.seq));
      const gap = event(socket, 'gap');
      const run = socket.exec(['flood', '8000000']);
      await event(socket, 'output');
      cuttable.refuse(true);
      cuttable.cut();
      const watcher = new GamSessionsClient({ baseUrl: small.url, webSocket: WebSocket }).createSessionWebsocket(session, { after: 0 });
      await event(watcher, 'exit', data => data.id === run.id);
      watcher.disconnect();
      cuttable.refuse(false);
      socket.reconnectNow();

      const [{ from, to, reason }] = await gap;
      const exit = await run.result;
      assert.deepEqual([reason, exit.exitCode], ['quota', 0]);
      const holes = seqs.flatMap((seq, i) => (i > 0 && seq !== seqs[i - 1] + 1 ? [[seqs[i - 1] + 1, seq - 1]] : []));
      assert.deepEqual(holes, [[from, to]]);
      socket.disconnect();
    } finally {
      await cuttable.stop();
      await small.stop();
    }
  });

  test('who attaches with after=0 as a command ends, or long after, gets exactly one exit', async () => {
    const socket = client.createSessionWebsocket(id);
    const run = socket.exec(['slow', '3', '30']);
    await event(socket, 'started', data => data.id === run.id);
    const early = Array.from({ length: 4 }, () => exitsOf(run.id));
    await run.result;
    const late = exitsOf(run.id);
    for (const { socket: other, exits } of [...early, late]) {
      await until('everything came', () => other.connected && exits.length > 0 && other.position.after >= other.connected.next - 1);
      assert.equal(exits.length, 1);
      other.disconnect();
    }
    const told = client.createSessionWebsocket(id);
    const [connected] = await event(told, 'connected');
    told.disconnect();
    socket.disconnect();
    assert.equal(connected.lastExit.id, run.id);
  });

  test('an expired token is told by its own code, and never tried in a loop', async () => {
    const stale = await client.getSessionWebsocketInfo(id);
    await until('it has expired', () => Date.now() > Date.parse(stale.tokenExpiresAt) + 1500);
    const from = wire.connects;
    const late = new GamSessionsClient({
      baseUrl: host.url, webSocket: wire.WebSocket, fetch: async () => new Response(JSON.stringify(stale), { status: 200 }),
    });
    const socket = late.createSessionWebsocket(id);
    const error = await until('it is closed', () => socket.status.state === 'closed' && socket.status.error);
    assert.ok(error instanceof SessionClosedError);
    assert.equal(error.code, 4401);
    assert.equal(wire.connects - from, 2);
  });

  test('unknown and ended sessions are told apart', async () => {
    const ended = (await client.createSession('Ended')).session.id;
    await client.deleteSession(ended);
    await until('it has ended', async () => (await client.getSession(ended)).status === 'ended');
    for (const [session, code] of [['never-was-0000000000', 4404], [ended, 4410]]) {
      const socket = client.createSessionWebsocket(session);
      const error = await until('it is closed', () => socket.status.state === 'closed' && socket.status.error);
      assert.equal(error.code, code);
    }
  });

  function exitsOf(runId) {
    const socket = new GamSessionsClient({ baseUrl: host.url, webSocket: WebSocket }).createSessionWebsocket(id, { after: 0 });
    const exits = [];
    socket.on('exit', data => { if (data.id === runId) exits.push(data); });
    return { socket, exits };
  }
});
