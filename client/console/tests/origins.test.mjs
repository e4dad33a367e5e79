// The native client in pages of other origins, and the React sample under StrictMode.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, before, describe, test } from 'node:test';
import { GamSessionsClient } from 'gam-sessions-client';
import { build } from 'vite';
import { startHost } from '../../package/tests/support/host.mjs';
import { until } from '../../package/tests/support/waiting.mjs';
import { openPage, screenText, startBrowser } from './support/browser.mjs';

const types = { '.js': 'text/javascript', '.html': 'text/html', '.css': 'text/css' };
const client = fileURLToPath(new URL('../../package/dist/esm/', import.meta.url));
const sample = fileURLToPath(new URL('../../../samples/react-terminal/', import.meta.url));

// A small web server for a folder, on an origin of its own.
async function serve(folder, pages = {}) {
  const server = createServer((request, response) => {
    const path = new URL(request.url, 'http://x').pathname;
    try {
      const content = pages[path] ?? readFileSync(join(folder, normalize(path === '/' ? '/index.html' : path)));
      response.writeHead(200, { 'Content-Type': types[extname(path)] ?? 'text/html' }).end(content);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise(resolve => server.listen(0, '127.0.0.1', resolve));
  return { origin: `http://127.0.0.1:${server.address().port}`, close: () => server.close() };
}

// As its README says where its packages are installed; else with those that the console was built with, which are the same ones.
async function buildSample(outDir) {
  if (existsSync(join(sample, 'node_modules', 'vite'))) {
    execFileSync('npm', ['run', 'build', '--silent', '--', '--mode', 'development', '--outDir', outDir, '--emptyOutDir'], { cwd: sample, stdio: 'pipe' });
    return;
  }
  await build({ root: sample, mode: 'development', logLevel: 'warn', plugins: [ourPackages], build: { outDir, emptyOutDir: true, minify: false } });
}

const ourPackages = {
  name: 'our-packages',
  enforce: 'pre',
  resolveId(source) {
    return /^(react|react-dom|@xterm|gam-sessions-client)(\/|$)/.test(source) ? fileURLToPath(import.meta.resolve(source)) : null;
  },
};

const runCommand = async ({ url, id }) => {
  const { configure, createSession, createSessionWebsocket } = await import('/index.js');
  configure({ baseUrl: url });
  const sessionId = id ?? (await createSession('From elsewhere')).session.id;
  const socket = createSessionWebsocket(sessionId);
  const { stdout, exit } = await socket.exec(['info', 'domain']).collect();
  socket.disconnect();
  return { stdout, code: exit.exitCode };
};

describe('pages of other origins', () => {
  let host, browser, allowed, foreign, api;
  before(async () => {
    const page = { '/page.html': '<!doctype html><title>another page</title>' };
    allowed = await serve(client, page);
    foreign = await serve(client, page);
    host = await startHost({ 'Access:AllowedOrigins:0': allowed.origin });
    api = new GamSessionsClient({ baseUrl: host.url });
    browser = await startBrowser();
  });
  after(async () => {
    await browser?.close();
    await host?.stop();
    allowed?.close();
    foreign?.close();
  });

  test('the native client works from an allowed one', async () => {
    const page = await openPage(browser, `${allowed.origin}/page.html`);
    const { stdout, code } = await page.evaluate(runCommand, { url: host.url });
    assert.equal(code, 0);
    assert.match(stdout, /example\.com/);
  });

  test('from a disallowed one neither REST nor a websocket with a good token gets through', async () => {
    const { session, websocketInfo } = await api.createSession('Not for all');
    const page = await openPage(browser, `${foreign.origin}/page.html`);
    const failure = await page.evaluate(async url => {
      const { configure, listSessions } = await import('/index.js');
      configure({ baseUrl: url });
      return listSessions().then(() => 'let in', error => error.name);
    }, host.url);
    assert.equal(failure, 'NetworkError');
    const close = await page.evaluate(({ url, protocol, token }) => new Promise(resolve => {
      const socket = new WebSocket(url, [protocol, `bearer.${token}`]);
      socket.onmessage = () => resolve('let in');
      socket.onclose = event => resolve(event.code);
    }), websocketInfo);
    assert.equal(close, 1006);
    await api.deleteSession(session.id);
  });
});

describe('the React sample', () => {
  test('uses the versions that the console was tested with', () => {
    const [own, ours] = [sample, `${sample}../../client/console`].map(folder => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')));
    const { 'gam-sessions-client': link, ...versions } = { ...own.dependencies, ...own.devDependencies };
    assert.equal(link, 'file:../../client/package');
    for (const [name, version] of Object.entries(versions)) assert.equal({ ...ours.dependencies, ...ours.devDependencies }[name], version, name);
  });

  test('under StrictMode makes exactly one session, one socket, and ends it when it goes', async () => {
    const out = fileURLToPath(new URL('../../../artifacts/react-terminal/', import.meta.url));
    // A development build: only there StrictMode mounts twice.
    process.env.NODE_ENV = 'development';
    await buildSample(out);
    const site = await serve(out);
    const host = await startHost({ 'Access:AllowedOrigins:0': site.origin });
    const browser = await startBrowser();
    try {
      const api = new GamSessionsClient({ baseUrl: host.url });
      const page = await openPage(browser);
      let open = 0;
      page.on('websocket', socket => {
        open++;
        socket.on('close', () => open--);
      });
      await page.goto(`${site.origin}/?host=${encodeURIComponent(host.url)}`);
      await page.getByText('Connected').waitFor();
      await page.getByRole('textbox', { name: 'Command' }).fill('gam info domain');
      await page.keyboard.press('Enter');
      await until('the output is there', async () => (await screenText(page)).some(line => line.includes('example.com')));
      assert.equal((await api.listSessions()).sessions.length, 1);
      assert.equal(open, 1);

      await page.getByRole('button', { name: 'Close' }).click();
      await until('the session has ended', async () => (await api.listSessions()).sessions[0].status === 'ended');
      await until('its socket is closed', () => open === 0);
      assert.equal((await api.listSessions()).sessions.length, 1);
      assert.deepEqual(page.faults, []);
    } finally {
      await browser.close();
      await host.stop();
      site.close();
    }
  });
});
