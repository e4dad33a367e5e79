// What a person does, from the first page to the end of a session, with pictures of the main states.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, test } from 'node:test';
import { startHost } from '../../package/tests/support/host.mjs';
import { until } from '../../package/tests/support/waiting.mjs';
import { startWire } from '../../package/tests/support/wire.mjs';
import { copied, downloaded, openPage, picture, run, screenText, startBrowser, type } from './support/browser.mjs';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Serious faults for people who can't see or can't use a mouse, as axe finds them. */
async function seriousFaults(page) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => window.axe.run({ resultTypes: ['violations'] }));
  return violations.filter(v => v.impact === 'serious' || v.impact === 'critical')
    .map(v => `${v.id}: ${v.nodes.map(n => `${n.target} ${n.failureSummary}`).join('; ')}`);
}

describe('the console', () => {
  let host, wire, browser, page;
  before(async () => {
    host = await startHost();
    wire = await startWire(host.url);
    browser = await startBrowser();
    page = await openPage(browser, `http://127.0.0.1:${wire.port}`);
  });
  after(async () => {
    await browser?.close();
    await wire?.stop();
    await host?.stop();
  });

  test('a session is created by keyboard alone, and its page opens', async () => {
    await page.getByRole('heading', { name: 'Sessions' }).waitFor();
    await page.getByRole('textbox', { name: 'Name' }).focus();
    await page.keyboard.type('My Session');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.type('60');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await page.getByText('Connected').waitFor();
    assert.match(page.url(), /#\/sessions\/my-session-/);
    await page.getByText(/^(59 min|1 h 0 min) left$/).waitFor();
  });

  test('a command runs, its output and its end are shown, and axe finds no serious fault', async () => {
    await run(page, 'gam info domain', /exit code 0 · ok/);
    const lines = await screenText(page);
    assert.equal(lines[0], '❯ gam info domain');
    assert.ok(lines.some(line => line.startsWith('Primary Domain: example.com')));
    assert.ok(lines.some(line => line.startsWith('✓ exit code 0')));
    assert.deepEqual(await seriousFaults(page), []);
    await picture(page, 'console-session');
  });

  test('progress is watched, and the command is cancelled', async () => {
    await type(page, 'gam config standin_speed 1 print users rows 100000');
    await page.getByRole('progressbar').waitFor();
    await page.getByText(/of 100000|\d+ Users/).first().waitFor();
    await picture(page, 'console-progress');
    assert.deepEqual(await seriousFaults(page), []);
    await page.getByRole('button', { name: 'Cancel' }).click();
    await page.locator('.gam-exit', { hasText: 'cancelled' }).waitFor();
  });

  test('a line with smart quotes or a pipe is not run; the corrected one is offered and runs', async () => {
    await type(page, 'gam echo “a b”');
    await page.locator('.gam-refusal').waitFor();
    await picture(page, 'console-suggestion');
    await page.getByRole('button', { name: /^Use/ }).click();
    await page.keyboard.press('Enter');
    await page.locator('.gam-exit', { hasText: 'exit code 0' }).waitFor();
    assert.ok((await screenText(page)).includes('a b'));
    await type(page, 'gam print users | head');
    await page.locator('.gam-refusal').waitFor();
    assert.match(await page.locator('.gam-refusal').innerText(), /redirect csv|pipe|\|/);
  });

  test('the arrow keys bring commands back, also after a reload, and never an answer', async () => {
    await page.getByRole('textbox', { name: 'Command' }).fill('draft');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    assert.match(await page.getByRole('textbox', { name: 'Command' }).inputValue(), /^gam /);
    for (let i = 0; i < 2; i++) await page.keyboard.press('ArrowDown');
    assert.equal(await page.getByRole('textbox', { name: 'Command' }).inputValue(), 'draft');

    await type(page, 'gam create user new@example.com password prompt');
    const secret = page.locator('input[type=password]');
    await secret.waitFor();
    await picture(page, 'console-prompt');
    assert.deepEqual(await seriousFaults(page), []);
    await secret.fill('correct-horse-battery');
    await page.keyboard.press('Enter');
    await page.locator('.gam-exit', { hasText: 'exit code 0' }).waitFor();
    assert.ok(!(await page.content()).includes('correct-horse-battery'));

    await page.reload();
    await page.getByText('Connected').waitFor();
    await until('the journal was replayed', async () => (await screenText(page)).some(line => line.startsWith('❯ gam create user')));
    await page.getByRole('textbox', { name: 'Command' }).focus();
    const recalled = [];
    for (let i = 0; i < 8; i++) {
      await page.keyboard.press('ArrowUp');
      recalled.push(await page.getByRole('textbox', { name: 'Command' }).inputValue());
    }
    assert.ok(recalled.includes('gam info domain'), recalled.join('\n'));
    assert.ok(!recalled.some(line => line.includes('correct-horse')));
    await page.getByRole('textbox', { name: 'Command' }).fill('');
  });

  test('a reload in the middle of output misses nothing', async () => {
    await type(page, 'gam slow 40 50');
    await until('output comes', async () => (await screenText(page)).some(line => /^line 5\b|^5\b|\b5$/.test(line)));
    await page.reload();
    await until('all is drawn', async () => (await screenText(page)).includes('line 40 of 40'));
    await page.locator('.gam-exit', { hasText: 'exit code 0' }).waitFor();
    await page.locator('.gam-agent', { hasText: 'idle' }).waitFor();
    const lines = await copied(page);
    const slow = lines.slice(lines.lastIndexOf('❯ gam slow 40 50') + 1).filter(line => /\d/.test(line) && !line.startsWith('✓'));
    assert.equal(slow.length, 40, slow.join('\n'));
    assert.equal(new Set(slow).size, 40);
  });

  test('a lost connection is shown, comes back by itself, and nothing is missing', async () => {
    await type(page, 'gam slow 60 50');
    await until('output comes', async () => (await screenText(page)).some(line => line.startsWith('line 5 of 60')));
    wire.refuse(true);
    wire.cut();
    await page.getByText(/Trying again in \d+ s/).waitFor();
    await picture(page, 'console-lost');
    wire.refuse(false);
    await until('all is drawn', async () => (await screenText(page)).includes('line 60 of 60'));
    await page.locator('.gam-exit', { hasText: 'exit code 0' }).waitFor();
    await page.locator('.gam-connection[data-state=open]').waitFor();
    const lines = (await copied(page)).filter(line => /^line \d+ of 60$/.test(line));
    assert.equal(lines.length, 60);
    assert.equal(new Set(lines).size, 60);
  });

  test('output is searched and copied', async () => {
    await page.getByRole('searchbox', { name: 'Search' }).fill('Zürich');
    await page.getByText(/^\d+ of \d+$/).waitFor();
    await page.getByRole('searchbox', { name: 'Search' }).fill('nowhere to be found');
    await page.getByText('Not found').waitFor();
    await page.getByRole('searchbox', { name: 'Search' }).fill('');
    assert.ok((await copied(page)).some(line => line.includes('Zürich')));
  });

  test('an address in the output is a link, which opens in a tab that knows nothing of this one', async () => {
    const address = new URL('healthz', page.url()).href;
    await run(page, `gam echo ${address}`, /exit code 0/);
    await until('it is drawn', async () => (await screenText(page)).includes(address));
    const rows = page.locator('.xterm-rows > div');
    const link = rows.nth((await screenText(page)).lastIndexOf(address));
    const { x, y, height } = await link.boundingBox();
    // Links are found below the pointer, when it moves.
    await page.mouse.move(x + 50, y + height / 2);
    await page.locator('.xterm-cursor-pointer').waitFor();
    const [tab] = await Promise.all([page.context().waitForEvent('page'), page.mouse.click(x + 52, y + height / 2)]);
    await tab.waitForLoadState();
    assert.equal(tab.url(), address);
    assert.equal(await tab.evaluate(() => window.opener), null);
    await tab.close();
  });

  test('a session is prolonged', async () => {
    await page.getByRole('button', { name: 'An hour more' }).click();
    await page.getByText(/^(1 h [3-5]\d min|2 h 0 min) left$/).waitFor();
  });

  test('a file is uploaded, read by a command, and what a command wrote is downloaded and removed', async () => {
    const files = page.getByRole('region', { name: 'Files' });
    const many = `email\n${Array.from({ length: 3 }, (_, i) => `new${i}@example.com\n`).join('')}`;
    await page.getByLabel('Upload to the work folder').setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(many) });
    await page.getByRole('button', { name: 'Upload', exact: true }).click();
    await files.getByText('Uploaded people.csv').waitFor();
    await files.getByText(`${many.length} bytes`).waitFor();
    await run(page, 'gam csv people.csv gam create user ~email', /exit code 0/);
    await run(page, 'gam redirect csv users.csv print users rows 20', /exit code 0/);
    await page.getByRole('button', { name: 'Refresh files' }).click();
    const { name, text } = await downloaded(page, 'Download users.csv');
    await picture(page, 'console-files');
    assert.equal(name, 'users.csv');
    assert.equal(text.trim().split('\n').length, 21);
    assert.equal((await downloaded(page, 'Download people.csv')).text, many);
    await page.getByRole('button', { name: 'Remove people.csv' }).click();
    await files.getByText('Removed people.csv').waitFor();
    assert.equal(await files.getByText('people.csv', { exact: true }).count(), 0);
    assert.deepEqual(await seriousFaults(page), []);
  });

  test('markup in output and names stays text', async () => {
    const markup = '<img src=x onerror=alert(1)><script>alert(2)</script>';
    await run(page, `gam echo '${markup}'`, /exit code 0/);
    assert.ok((await copied(page)).includes(markup));
    assert.equal(await page.locator('img, main script').count(), 0);
  });

  test('the transcript is downloaded', async () => {
    const { name, text } = await downloaded(page, 'Download transcript');
    assert.equal(name, 'My-Session.txt');
    assert.match(text, /Primary Domain: example\.com/);
  });

  test('the list shows it, in the dark too, and axe finds no serious fault there', async () => {
    await page.getByRole('link', { name: 'All sessions' }).click();
    await page.getByRole('row', { name: /My Session ready/ }).waitFor();
    assert.deepEqual(await seriousFaults(page), []);
    await picture(page, 'console-sessions');
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.getByRole('link', { name: 'My Session' }).click();
    await page.locator('.gam-exit').waitFor();
    assert.deepEqual(await seriousFaults(page), []);
    await picture(page, 'console-dark');
    await page.emulateMedia({ colorScheme: 'light' });
  });

  test('it is ended; the page says so, keeps the output, and the transcript is there after a reload', async () => {
    await page.getByRole('button', { name: 'End session' }).click();
    await page.getByText(/The session has ended \(deleted\)/).waitFor();
    await page.getByText('ended (deleted)', { exact: true }).waitFor();
    assert.ok((await copied(page)).some(line => line.includes('Primary Domain')));
    assert.equal(await page.getByRole('textbox', { name: 'Command' }).isDisabled(), true);
    await picture(page, 'console-ended');
    await page.reload();
    await page.getByText('The session is over.').waitFor();
    await page.getByText('Primary Domain: example.com').waitFor();
    assert.deepEqual(page.faults, []);
  });
});
