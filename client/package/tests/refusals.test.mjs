// Close codes and answers that a real host gives rarely, by a scripted peer; and what the host itself refuses.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { after, before, describe, test } from 'node:test';
import WebSocket, { WebSocketServer } from 'ws';
import { ApiError, CommandLostError, GamSessionsClient, NetworkError, SessionClosedError } from 'gam-sessions-client';
import { until } from './support/waiting.mjs';

const connected = (more = {}) => JSON.stringify({
  event: 'connected',
  data: {
    sessionId: 's-1', protocol: 'gam.v1', agentVersion: '1', agentId: 'a', state: 'idle', queued: [], conditions: [],
    epoch: 'e1', first: 1, next: 1, role: 'operator', ...more,
  },
});

describe('refusals', () => {
  let server, sockets, client, tokens, script, rest;
  before(async () => {
    server = createServer((request, response) => {
      const answer = rest(request);
      response.writeHead(answer.status, { 'Content-Type': 'application/json', ...answer.headers });
      response.end(JSON.stringify(answer.body ?? {}));
    });
    sockets = new WebSocketServer({ server, handleProtocols: () => 'gam.v1' });
    sockets.on('connection', (socket, request) => script(socket, request));
    await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address();
    client = new GamSessionsClient({ baseUrl: `http://127.0.0.1:${port}/`, webSocket: WebSocket });
    tokens = 0;
    rest = () => ({
      status: 200,
      body: { sessionId: 's-1', url: `ws://127.0.0.1:${port}/ws/session/s-1/`, protocol: 'gam.v1', token: `t${++tokens}` },
    });
  });
  after(() => {
    for (const socket of sockets.clients) socket.terminate();
    server.close();
  });

  const closed = socket => until('it is closed for good', () => socket.status.state === 'closed' && socket.status);

  for (const [code, reason] of [[4403, ''], [4404, ''], [4410, 'idle'], [1000, 'deleted'], [1008, 'no']]) {
    test(`${code} is final`, async () => {
      let connects = 0;
      script = socket => {
        connects++;
        socket.close(code, reason);
      };
      const { error } = await closed(client.createSessionWebsocket('s-1'));
      assert.ok(error instanceof SessionClosedError);
      assert.deepEqual([error.code, error.reason, connects], [code, reason, 1]);
    });
  }

  test('4401 is tried once more with a fresh token, and never in a loop', async () => {
    const seen = [];
    script = (socket, request) => {
      seen.push(request.headers['sec-websocket-protocol']);
      socket.close(4401);
    };
    const { error } = await closed(client.createSessionWebsocket('s-1'));
    assert.equal(error.code, 4401);
    assert.equal(seen.length, 2);
    assert.notEqual(seen[0], seen[1]);
  });

  for (const code of [1001, 4408, 1009, 1011]) {
    test(`after ${code} it comes back from where it was`, async () => {
      const queries = [];
      script = (socket, request) => {
        queries.push(new URL(request.url, 'http://x').search);
        socket.send(connected({ next: 8 }));
        if (queries.length === 1) {
          socket.send(JSON.stringify({ event: 'state', seq: 8, at: '2026-01-01T00:00:00Z', data: { state: 'idle', conditions: [] } }));
          socket.close(code);
        }
      };
      const socket = client.createSessionWebsocket('s-1');
      await until('it came back', () => queries.length === 2 && socket.status.state === 'open');
      socket.disconnect();
      assert.deepEqual(queries, ['', '?after=8&epoch=e1']);
    });
  }

  test('a command that was sent and that the journal does not know is lost, and never sent again', async () => {
    const frames = [];
    let connects = 0;
    script = socket => {
      connects++;
      socket.on('message', data => {
        frames.push(JSON.parse(data));
        socket.terminate();
      });
      socket.send(connected());
    };
    const socket = client.createSessionWebsocket('s-1');
    await assert.rejects(socket.exec(['delete', 'user', 'ann']).result, CommandLostError);
    socket.disconnect();
    assert.equal(frames.filter(f => f.event === 'exec').length, 1);
    assert.equal(connects, 2);
  });

  test('an end that the journal no longer holds is taken from connected.lastExit', async () => {
    let connects = 0;
    script = socket => {
      connects++;
      if (connects === 1) {
        socket.send(connected());
        socket.on('message', data => {
          const { id } = JSON.parse(data).data;
          script.id = id;
          socket.send(JSON.stringify({ event: 'started', seq: 1, data: { id, args: ['x'], by: 'me', pid: 1 } }));
          setImmediate(() => socket.terminate());
        });
      } else {
        const lastExit = { id: script.id, exitCode: 0, reason: 'exited', class: 'ok', meaning: 'done', durationMs: 1, outputBytes: 0 };
        socket.send(connected({ first: 50, next: 60, lastExit }));
        socket.send(JSON.stringify({ event: 'gap', data: { from: 2, to: 59, reason: 'quota' } }));
      }
    };
    const socket = client.createSessionWebsocket('s-1');
    const exit = await socket.exec(['x']).result;
    socket.disconnect();
    assert.equal(exit.meaning, 'done');
    assert.equal(socket.position.after, 59);
  });

  test('frames beyond what may wait are refused instead of being stored', async () => {
    script = () => undefined;
    const socket = client.createSessionWebsocket('s-1');
    assert.throws(() => {
      for (let i = 0; i < 100; i++) socket.emit('ping', i);
    }, /64 frames/);
    socket.disconnect();
  });

  test('a cancelled command that was not sent yet is never sent', async () => {
    const frames = [];
    let accept;
    script = socket => {
      socket.on('message', data => frames.push(JSON.parse(data)));
      accept = () => socket.send(connected());
    };
    const socket = client.createSessionWebsocket('s-1');
    await until('the socket is there', () => accept);
    const run = socket.exec(['delete', 'user', 'ann']);
    run.cancel();
    await assert.rejects(run.result, error => error.code === 'cancelled');
    accept();
    socket.emit('ping', 'after');
    await until('the ping came', () => frames.length > 0);
    socket.disconnect();
    assert.deepEqual(frames.map(f => f.event), ['ping']);
  });

  test('answers of the REST API are typed errors: final ones end it, others are tried again', async () => {
    const usual = rest;
    script = () => undefined;
    try {
      rest = () => ({ status: 404, body: { code: 'not-found', detail: 'no such session' } });
      assert.equal((await closed(client.createSessionWebsocket('s-1'))).error.code, 4404);
      rest = () => ({ status: 410, body: { code: 'ended', detail: 'it ended' } });
      assert.equal((await closed(client.createSessionWebsocket('s-1'))).error.code, 4410);
      rest = () => ({ status: 401, body: { code: 'unauthenticated', detail: 'no key' } });
      const { error } = await closed(client.createSessionWebsocket('s-1'));
      assert.ok(error instanceof ApiError);
      assert.deepEqual([error.status, error.code, error.retryable], [401, 'unauthenticated', false]);
      let calls = 0;
      rest = request => (++calls < 3 ? { status: 503, body: { code: 'unavailable' } } : usual(request));
      script = socket => socket.send(connected());
      const socket = client.createSessionWebsocket('s-1');
      await until('it is open', () => socket.status.state === 'open');
      socket.disconnect();
    } finally {
      rest = usual;
    }
  });

  test('nobody there is a NetworkError that says what to look at', async () => {
    const nobody = new GamSessionsClient({ baseUrl: 'http://127.0.0.1:1', webSocket: WebSocket });
    await assert.rejects(nobody.listSessions(), error => error instanceof NetworkError && error.retryable && /running/.test(error.message));
  });

  test('what is no session id or no file path never becomes part of an address', async () => {
    for (const id of ['../x', 'a/b', 'A', '', 'a?b', 'a'.repeat(64)]) {
      await assert.rejects(client.getSession(id), TypeError);
      assert.throws(() => client.createSessionWebsocket(id), TypeError);
    }
    for (const path of ['../x', '/x', 'a//b', './a', '']) await assert.rejects(client.downloadFile('s-1', path), TypeError);
  });
});
