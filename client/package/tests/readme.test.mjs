// Every example of the README is run against a started host, as it stands there.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { after, before, describe, test } from 'node:test';
import { startHost } from './support/host.mjs';

const folder = fileURLToPath(new URL('..', import.meta.url));
const examples = [...readFileSync(join(folder, 'README.md'), 'utf8').matchAll(/^## (.*)\n|^```js\n([\s\S]*?)^```/gm)]
  .reduce(({ title, found }, [, heading, code]) => ({ title: heading ?? title, found: code ? [...found, { title, code }] : found }),
    { title: '', found: [] }).found;
const websocketFlag = Number(process.versions.node.split('.')[0]) < 22 ? ['--experimental-websocket'] : [];

describe('the README', () => {
  let host, scratch;
  before(async () => {
    host = await startHost();
    scratch = mkdtempSync(join(folder, 'tests', '.example-'));
  });
  after(async () => {
    rmSync(scratch, { recursive: true, force: true });
    await host?.stop();
  });

  test('shows the React sample as it is', () => {
    const [, shown] = /^```jsx\n([\s\S]*?)^```/m.exec(readFileSync(join(folder, 'README.md'), 'utf8'));
    assert.equal(shown, readFileSync(join(folder, '../../samples/react-terminal/src/Terminal.jsx'), 'utf8'));
  });

  test('has examples', () => assert.ok(examples.length >= 5));

  const expected = {
    Start: [/stdout[\s\S]*example\.com/, /0 ok/],
    Commands: [/52 ok/, /one\ntwo/, /bad-command gam info user "ann@example.com"/, /AbortError/],
    Events: [/connection open/, /stdout[\s\S]*example\.com/, /connection closed/],
    'Files and transcripts': [/example\.com/],
    'A terminal by Socket.IO': [/gam info domain[\s\S]*Primary Domain/],
    'Node 18 and 20': [/^\d+\n$/],
  };
  for (const { title, code } of examples) {
    test(`the example of "${title}" runs`, async () => {
      const file = join(scratch, `${title.replace(/\W+/g, '-')}.mjs`);
      writeFileSync(file, code.replaceAll('http://localhost:5080', host.url));
      const { status, printed } = await run(file);
      assert.equal(status, 0, printed);
      for (const pattern of expected[title] ?? [/no expectation for this example/]) assert.match(printed, pattern);
    });
  }

  function run(file) {
    return new Promise(resolve => {
      const child = spawn(process.execPath, [...websocketFlag, '--no-warnings', file], { stdio: ['ignore', 'pipe', 'pipe'] });
      let printed = '';
      child.stdout.on('data', chunk => { printed += chunk; });
      child.stderr.on('data', chunk => { printed += chunk; });
      const limit = setTimeout(() => child.kill('SIGKILL'), 90_000);
      child.on('close', status => {
        clearTimeout(limit);
        resolve({ status, printed });
      });
    });
  }
});
