// Terminals by Socket.IO, against the host's /terminal.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { GamSessionsClient } from 'gam-sessions-client';
import { startHost } from './support/host.mjs';
import { until } from './support/waiting.mjs';

describe('terminals by Socket.IO', () => {
  let host, client, id;
  before(async () => {
    host = await startHost();
    client = new GamSessionsClient({ baseUrl: host.url });
    id = (await client.createSession('Terminal')).session.id;
  });
  after(() => host?.stop());

  async function open() {
    const terminal = await client.createTerminalConnection();
    const seen = { text: '', joined: [], left: [], closed: [], errors: [] };
    terminal.on('output', text => { seen.text += text; });
    terminal.on('joined', sessionId => seen.joined.push(sessionId));
    terminal.on('left', sessionId => seen.left.push(sessionId));
    terminal.on('closed', (sessionId, reason) => seen.closed.push([sessionId, reason]));
    terminal.on('error', error => seen.errors.push(error.message));
    return { terminal, seen };
  }

  test('join, type, read with CRLF, leave', async () => {
    const { terminal, seen } = await open();
    terminal.join(id);
    await until('it has joined', () => seen.joined.includes(id));
    terminal.resize(100, 30);
    terminal.write('gam info domaim\u007fn\r');
    await until('the output is there', () => /Primary Domain: example\.com\r\n/.test(seen.text));
    assert.ok(!/[^\r]\n/.test(seen.text), 'every line ends in CRLF');
    terminal.leave();
    await until('it has left', () => seen.left.includes(id));
    terminal.disconnect();
  });

  test('a session that ends is told', async () => {
    const mine = (await client.createSession('Ends')).session.id;
    const { terminal, seen } = await open();
    terminal.join(mine);
    await until('it has joined', () => seen.joined.includes(mine));
    await client.deleteSession(mine);
    await until('it is told', () => seen.closed.length > 0);
    assert.deepEqual(seen.closed, [[mine, 'deleted']]);
    terminal.disconnect();
  });
});
