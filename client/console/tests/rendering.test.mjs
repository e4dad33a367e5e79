// What GAM prints, as it has to look; long tasks and memory are measured, and told with the result.
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { startHost } from '../../package/tests/support/host.mjs';
import { until } from '../../package/tests/support/waiting.mjs';
import { create, openPage, run, screenText, startBrowser } from './support/browser.mjs';

const MiB = 1024 * 1024;
// Bounds that a leak or a frozen page would break many times over, on a busy machine too.
const heapLimit = 200 * MiB;

describe('rendering', () => {
  let host, browser, page;
  before(async () => {
    host = await startHost();
    browser = await startBrowser();
    page = await openPage(browser);
    await page.addInitScript(() => {
      window.longTasks = [];
      new PerformanceObserver(list => window.longTasks.push(...list.getEntries().map(e => e.duration))).observe({ type: 'longtask' });
    });
    await page.goto(host.url);
    await create(page, 'Rendering');
  });
  after(async () => {
    await browser?.close();
    await host?.stop();
  });

  // Since the last call, and what is in use once nothing is left to collect.
  const measured = async (t, what) => {
    const tasks = await page.evaluate(() => window.longTasks.splice(0));
    const cdp = await page.context().newCDPSession(page);
    await cdp.send('HeapProfiler.collectGarbage');
    const { usedSize } = await cdp.send('Runtime.getHeapUsage');
    await cdp.detach();
    t.diagnostic(`${what}: ${tasks.length} long tasks, ${Math.round(tasks.reduce((sum, one) => sum + one, 0))} ms in all, the longest `
      + `${Math.round(Math.max(0, ...tasks))} ms; heap ${Math.round(usedSize / MiB)} MiB`);
    assert.ok(usedSize < heapLimit, `the heap has ${usedSize} bytes`);
  };

  test('progress that begins with \\r stays on one line', async () => {
    await run(page, 'gam print users rows 300', /exit code 0/);
    const progress = (await screenText(page)).filter(line => /Got \d+ Users/.test(line));
    assert.ok(progress.length <= 1, progress.join('\n'));
  });

  test('a bare \\n begins the next line at its first column', async () => {
    await run(page, "gam echo one two three", /exit code 0/);
    const lines = await screenText(page);
    const at = lines.lastIndexOf('❯ gam echo one two three');
    assert.deepEqual(lines.slice(at + 1, at + 4), ['one', 'two', 'three']);
  });

  test('colours are shown, and standard error is told apart', async () => {
    await run(page, 'gam replay check-svcacct-colour 0');
    const coloured = await page.locator('.xterm-rows [class*="xterm-fg-"]').allInnerTexts();
    assert.ok(coloured.some(text => /PASS|FAIL/.test(text)), coloured.join('|'));
    await run(page, 'gam slow 3 1 stderr', /exit code 0/);
    assert.ok((await page.locator('.xterm-rows .xterm-italic').count()) >= 3);
  });

  test('100,000 lines arrive; the last ones are right', async t => {
    await page.evaluate(() => window.longTasks.splice(0));
    await run(page, `gam flood ${100_000 * 64}`, /exit code 0/);
    await until('all is drawn', async () => (await screenText(page)).some(line => line.startsWith('✓ exit code 0')));
    const lines = (await screenText(page)).filter(line => /^\d+/.test(line));
    assert.equal(Number.parseInt(lines.at(-1), 10) % 100_000 <= 1, true, lines.at(-1));
    await measured(t, '100,000 lines');
  });

  test('10 MB of CSV arrives; its last row is right, and the page still answers', async t => {
    await run(page, 'gam config standin_speed 1000 print users rows 120000 firstname lastname fullname suspended ou', /exit code 0/);
    await until('all is drawn', async () => (await screenText(page)).some(line => line.startsWith('✓ exit code 0')));
    const rows = (await screenText(page)).filter(line => line.includes('@'));
    assert.match(rows.at(-1), /@example\.com,.*,\/$/);
    await measured(t, '10 MB of CSV');
    await run(page, 'gam echo still here', /exit code 0/);
    assert.ok((await screenText(page)).includes('here'));
    assert.deepEqual(page.faults, []);
  });
});
