// Debian's Chromium, driven by Playwright; every page that misbehaves (an uncaught error, a refused script) fails its test.
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';
import { until } from '../../../package/tests/support/waiting.mjs';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const program = process.env.GAM_SESSIONS_TEST_CHROMIUM
  ?? ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find(path => existsSync(path));
// The documents' own pictures are made anew on demand only: pixels differ a little from machine to machine.
const pictures = process.env.GAM_SESSIONS_UPDATE_DOCS ? join(root, 'docs', 'images') : join(root, 'artifacts', 'images');

export async function startBrowser(...more) {
  assert.ok(program, 'Chromium is needed: apt-get install chromium, or name it in GAM_SESSIONS_TEST_CHROMIUM.');
  return chromium.launch({ executablePath: program, args: ['--no-sandbox', '--disable-dev-shm-usage', ...more] });
}

/** A page whose faults are kept in `faults`. */
export async function openPage(browser, url, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1200, height: 860 }, acceptDownloads: true, ...options });
  context.setDefaultTimeout(180_000);
  const page = await context.newPage();
  page.faults = [];
  page.on('pageerror', error => page.faults.push(String(error)));
  page.on('console', message => {
    if (message.type() === 'error' && /Content Security Policy|Uncaught/.test(message.text())) page.faults.push(message.text());
  });
  if (url) await page.goto(url);
  return page;
}

/** Makes a picture of a state; time and names that change are left as they are. */
export async function picture(page, name) {
  mkdirSync(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, `${name}.png`), animations: 'disabled' });
}

/** What xterm shows and keeps, as lines. */
export async function screenText(page) {
  return page.evaluate(() => [...document.querySelectorAll('.xterm-rows > div')].map(row => row.textContent.replace(/\u00a0/g, ' ').trimEnd()));
}

/** Runs a line on the session page and waits for its end. */
export async function run(page, line, exit = /exit code/) {
  const before = await lastExit(page);
  await type(page, line);
  await page.waitForFunction(id => {
    const shown = document.querySelector('.gam-exit')?.dataset.id;
    return shown !== undefined && shown !== id;
  }, before, { timeout: 180_000 });
  await page.locator('.gam-exit', { hasText: exit }).waitFor();
}

/** Types a line and sends it. */
export async function type(page, line, name = 'Command') {
  await page.getByRole('textbox', { name }).fill(line);
  await page.keyboard.press('Enter');
}

function lastExit(page) {
  return page.evaluate(() => document.querySelector('.gam-exit')?.dataset.id);
}

/** Creates a session on the first page and goes to its own. */
export async function create(page, name) {
  await page.getByRole('textbox', { name: 'Name' }).fill(name);
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByText('Connected').waitFor();
}

/** What the copy button gives: every line that is kept, wrapped ones joined. */
export async function copied(page) {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write'], { origin: new URL(page.url()).origin });
  // The word that it was copied stays: an empty clipboard tells this time from the one before.
  await page.evaluate(() => navigator.clipboard.writeText(''));
  await page.getByRole('button', { name: 'Copy', exact: true }).click();
  await page.getByText('Copied').waitFor();
  return (await until('it is copied', () => page.evaluate(() => navigator.clipboard.readText()))).split('\n');
}

/** Clicks what downloads a file; its name and text. */
export async function downloaded(page, button) {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: button }).click()]);
  return { name: download.suggestedFilename(), text: readFileSync(await download.path(), 'utf8') };
}
