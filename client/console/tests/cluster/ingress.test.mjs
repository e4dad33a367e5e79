// The console of an installed platform, by TLS and Ingress into a pod; started by the tests of a cluster, which name its address.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { until } from '../../../package/tests/support/waiting.mjs';
import { create, openPage, run, screenText, startBrowser, type } from '../support/browser.mjs';

const { GAM_SESSIONS_TEST_URL: url, GAM_SESSIONS_TEST_KEY: key } = process.env;

describe('the console through TLS and an Ingress', () => {
  let browser, page;
  const sockets = [];
  let isCreated = false;
  before(async () => {
    browser = await startBrowser('--ignore-certificate-errors');
    page = await openPage(browser, undefined, { ignoreHTTPSErrors: true });
    page.on('websocket', socket => sockets.push(socket.url()));
    await go(() => page.goto(url));
  });
  after(() => browser?.close());

  // A cluster on this very machine changes its network with every pod, and Chromium then gives up what it loads.
  const go = load => until('the page is loaded', () => load().then(() => true, error => {
    if (String(error).includes('ERR_NETWORK_CHANGED')) return false;
    throw error;
  }));

  const enter = async () => {
    await page.getByLabel('API key').fill(key);
    await page.getByRole('button', { name: 'Use it' }).click();
  };

  test('a session is created, and its socket goes by wss to its own path', async () => {
    await enter();
    try {
      await create(page, 'In a pod');
    } catch (error) {
      throw new Error(`${error.message}\n${await page.locator('body').innerText()}`);
    }
    isCreated = true;
    const expected = new URL(url);
    assert.ok(sockets.every(s => s.startsWith(`wss://${expected.host}${expected.pathname}ws/session/in-a-pod-`)), sockets.join());
  });

  test('a command runs, progress is watched, and one is cancelled', async () => {
    assert.ok(isCreated, 'there is a session');
    await run(page, 'gam info domain', /exit code 0 · ok/);
    assert.ok((await screenText(page)).some(line => line.includes('example.com')));
    await type(page, 'gam print users rows 100000');
    await page.getByText(/\d+ Users/).first().waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.locator('.gam-exit', { hasText: 'cancelled' }).waitFor();
  });

  test('a reload in the middle of output misses nothing', async () => {
    assert.ok(isCreated, 'there is a session');
    await type(page, 'gam slow 30 100');
    await until('output comes', async () => (await screenText(page)).some(line => line.startsWith('line 5 of')));
    await go(() => page.reload());
    await enter();
    await page.locator('.gam-exit', { hasText: 'exit code 0' }).waitFor();
    await until('all is drawn', async () => (await screenText(page)).filter(line => line.startsWith('line ')).length > 0);
    const lines = (await screenText(page)).filter(line => /^line \d+ of 30$/.test(line));
    assert.equal(lines.at(-1), 'line 30 of 30');
    assert.equal(new Set(lines).size, lines.length);
  });

  test('the transcript is downloaded and the session ended', async () => {
    assert.ok(isCreated, 'there is a session');
    const download = await until('it is downloaded', async () => {
      const [found] = await Promise.all([
        page.waitForEvent('download', { timeout: 10_000 }).catch(() => undefined), page.getByRole('button', { name: 'Download transcript' }).click(),
      ]);
      return found;
    });
    assert.match(readFileSync(await download.path(), 'utf8'), /line 30 of 30/);
    await until('it has ended', async () => {
      const button = page.getByRole('button', { name: 'End session' });
      if (await button.isEnabled()) await button.click();
      return (await page.getByText(/The session has ended/).count()) > 0;
    });
    assert.deepEqual(page.faults, []);
  });
});
