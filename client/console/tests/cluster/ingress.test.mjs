// The console by TLS and Ingress into a pod; started by the tests of a cluster, which name its address, a key, and the certificate to trust.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { until } from '../../../package/tests/support/waiting.mjs';
import { copied, create, downloaded, openPage, run, screenText, startBrowser, type } from '../support/browser.mjs';

const { GAM_SESSIONS_TEST_URL: url, GAM_SESSIONS_TEST_KEY: key, GAM_SESSIONS_TEST_TRUST: trusted } = process.env;

describe('the console through TLS and an Ingress', () => {
  let browser, page;
  const sockets = [];
  before(async () => {
    browser = await startBrowser(`--ignore-certificate-errors-spki-list=${trusted}`);
    page = await openPage(browser);
    page.on('websocket', socket => sockets.push(socket.url()));
    await page.goto(url);
  });
  after(() => browser?.close());

  const enter = async () => {
    await page.getByLabel('API key').fill(key);
    await page.getByRole('button', { name: 'Use it' }).click();
  };

  test('a session is created in a pod, and its socket goes by wss to its own path', async () => {
    await enter();
    await create(page, 'In a pod');
    const expected = new URL(url);
    assert.equal(expected.protocol, 'https:');
    assert.ok(sockets.length > 0);
    assert.ok(sockets.every(s => s.startsWith(`wss://${expected.host}${expected.pathname}ws/session/in-a-pod-`)), sockets.join());
  });

  test('a command runs, progress is watched, and one is cancelled', async () => {
    await run(page, 'gam info domain', /exit code 0 · ok/);
    assert.ok((await screenText(page)).some(line => line.includes('example.com')));
    await type(page, 'gam config standin_speed 1 print users rows 100000');
    await page.getByRole('progressbar', { name: /\d+/ }).waitFor();
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.locator('.gam-exit', { hasText: 'cancelled' }).waitFor();
  });

  test('a reload in the middle of output misses nothing', async () => {
    await type(page, 'gam slow 60 100');
    await until('output comes', async () => (await screenText(page)).some(line => line.startsWith('line 5 of 60')));
    await page.reload();
    await enter();
    await page.locator('.gam-exit', { hasText: 'exit code 0' }).waitFor();
    await until('all is drawn', async () => (await screenText(page)).includes('line 60 of 60'));
    const lines = (await copied(page)).filter(line => /^line \d+ of 60$/.test(line));
    assert.deepEqual(lines, Array.from({ length: 60 }, (_, i) => `line ${i + 1} of 60`));
  });

  test('what a command wrote and the transcript are downloaded', async () => {
    await run(page, 'gam redirect csv users.csv print users rows 20', /exit code 0/);
    await page.getByRole('button', { name: 'Refresh files' }).click();
    const { text } = await downloaded(page, 'Download users.csv');
    assert.equal(text.trim().split('\n').length, 21);
    const transcript = await until('the transcript has it all', async () => {
      const { text: whole } = await downloaded(page, 'Download transcript');
      return whole.includes('users.csv') && whole;
    });
    assert.match(transcript, /line 60 of 60/);
  });

  test('the session is ended, and told to be', async () => {
    await page.getByRole('button', { name: 'End session' }).click();
    await page.getByText(/The session has ended \(deleted\)/).waitFor();
    await page.getByText('ended (deleted)', { exact: true }).waitFor();
    assert.deepEqual(page.faults, []);
  });
});
