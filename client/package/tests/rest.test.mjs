import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import WebSocket from 'ws';
import * as api from 'gam-sessions-client';
import { startHost } from './support/host.mjs';
import { until } from './support/waiting.mjs';

describe('REST', () => {
  let host;
  before(async () => {
    host = await startHost({ 'Limits:MaxSessionsPerOwner': '3' });
    api.configure({ baseUrl: host.url, webSocket: WebSocket });
  });
  after(() => host?.stop());

  test('create gives the session and how to reach it; it is listed, prolonged, and deleted twice', async () => {
    const { session, websocketInfo } = await api.createSession('My Session', 'default-gam-image', { idleMinutes: 5, resources: { memory: '256Mi' } });
    assert.equal(session.status, 'ready');
    assert.equal(websocketInfo.sessionId, session.id);
    assert.equal(websocketInfo.protocol, 'gam.v1');
    assert.ok((await api.listSessions({ status: 'ready' })).sessions.some(s => s.id === session.id));
    const info = await api.getSessionWebsocketInfo(session.id);
    assert.notEqual(info.token, websocketInfo.token);
    assert.ok((await api.extendSession(session.id, 5)).expiresAt);
    assert.deepEqual(await api.listImages(), [{ name: 'default-gam-image', isDefault: true }]);
    await api.deleteSession(session.id);
    await api.deleteSession(session.id);
    await until('it has ended', async () => (await api.getSession(session.id)).status === 'ended');
    await api.deleteSession('no-such-session-0000000000');
  });

  test('wrong fields, unknown images and limits are typed errors', async () => {
    await assert.rejects(api.createSession('', 'default-gam-image'), error => error.status === 400 && error.code === 'invalid-request' && !!error.errors.name);
    await assert.rejects(api.createSession('x', 'no-image'), error => error.status === 422 && error.code === 'unknown-image');
    const made = [];
    for (let i = 0; i < 3; i++) made.push((await api.createSession(`n${i}`)).session.id);
    await assert.rejects(api.createSession('one too many'), error => error.status === 429 && error.code === 'limit' && error.retryable);
    for (const id of made) await api.deleteSession(id);
    for (const id of made) await until('it has ended', async () => (await api.getSession(id)).status === 'ended');
  });

  test('the transcript is what the session printed', async () => {
    const { session } = await api.createSession('Transcript');
    const socket = api.createSessionWebsocket(session.id);
    const { stdout } = await socket.exec(['info', 'domain']).collect();
    socket.disconnect();
    const text = await until('it is complete', async () => {
      const transcript = await (await api.getTranscript(session.id)).text();
      return transcript.includes(stdout.trim()) && transcript.includes('[exited') && transcript;
    });
    assert.ok(text.includes('example.com'));
    const lines = (await (await api.getTranscript(session.id, 'jsonl')).text()).trim().split('\n').map(line => JSON.parse(line));
    assert.ok(lines.some(line => line.event === 'exit'));
    await api.deleteSession(session.id);
  });

  test('a page address is the base without its file', () => {
    globalThis.document = { baseURI: `${host.url}/tools/index.html?x=1#y` };
    try {
      assert.ok(new api.GamSessionsClient({}));
    } finally {
      delete globalThis.document;
    }
    assert.throws(() => new api.GamSessionsClient({}), /baseUrl/);
    assert.throws(() => new api.GamSessionsClient({ baseUrl: 'ftp://x' }), /http/);
  });
});

describe('API keys', () => {
  test('the key is asked for at every call', async () => {
    const { createServer } = await import('node:http');
    const seen = [];
    const server = createServer((request, response) => {
      seen.push(request.headers.authorization);
      response.end('{"sessions":[]}');
    });
    await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
    let n = 0;
    const client = new api.GamSessionsClient({ baseUrl: `http://127.0.0.1:${server.address().port}`, getApiToken: async () => `gsk_${++n}` });
    await client.listSessions();
    await client.listSessions();
    server.close();
    assert.deepEqual(seen, ['Bearer gsk_1', 'Bearer gsk_2']);
  });
});
