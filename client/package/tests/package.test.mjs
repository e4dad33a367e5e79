// What is published: its contents, both module formats, and the types as callers see them.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, test } from 'node:test';

const folder = fileURLToPath(new URL('..', import.meta.url));
const require = createRequire(import.meta.url);
const tsc = join(dirname(require.resolve('typescript/package.json')), 'bin', 'tsc');

function typescript(...options) {
  try {
    execFileSync(process.execPath, [tsc, ...options], { cwd: folder, stdio: 'pipe' });
  } catch (error) {
    assert.fail(`${error.stdout}${error.stderr}`);
  }
}

describe('the package', () => {
  test('holds the built files, their types, the README, and nothing else', () => {
    const [packed] = JSON.parse(execFileSync('npm', ['pack', '--dry-run', '--json', '--ignore-scripts'], { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] }));
    const files = packed.files.map(f => f.path);
    const manifest = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const named = [...JSON.stringify(manifest.exports).matchAll(/:"\.\/([^"]+)"/g)].map(([, file]) => file);
    for (const file of named.concat('README.md')) assert.ok(files.includes(file), `${file} is published`);
    for (const file of files) assert.match(file, /^(package\.json|README\.md|dist\/(terminal\.css|(esm|cjs)\/(package\.json|[\w/-]+\.(js|d\.ts))))$/);
    assert.ok(packed.unpackedSize < 400_000, `${packed.unpackedSize} bytes`);
    assert.equal(manifest.dependencies, undefined);
  });

  test('gives the same names to import and require', async () => {
    const modules = await import('gam-sessions-client');
    const common = require('gam-sessions-client');
    assert.deepEqual(Object.keys(common).filter(k => k !== '__esModule' && k !== 'default').sort(), Object.keys(modules).sort());
    assert.equal(typeof common.createSessionWebsocket, 'function');
  });

  test('has no word of the network or of React in its core', () => {
    const core = readFileSync(join(folder, 'dist/esm/index.js'), 'utf8');
    assert.doesNotMatch(core, /react|xterm/);
  });

  test('has the types that callers rely on', () => typescript('-p', 'tests/types'));

  test('its types fit callers of all module settings', () => {
    for (const options of [['nodenext', 'nodenext'], ['esnext', 'bundler']]) {
      typescript('--ignoreConfig', '--noEmit', '--strict', '--target', 'es2022', '--lib', 'es2023,dom', '--module', options[0], '--moduleResolution', options[1], '--types', '',
        'tests/types/types.ts');
    }
  });
});
