// Builds dist/: ES modules and CommonJS from one source, each with its types, by the compiler alone.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const typescript = dirname(createRequire(import.meta.url).resolve('typescript/package.json'));
const dist = join(here, 'dist');

rmSync(dist, { recursive: true, force: true });
for (const [config, folder, type] of [['tsconfig.json', 'esm', 'module'], ['tsconfig.cjs.json', 'cjs', 'commonjs']]) {
  const { status } = spawnSync(process.execPath, [join(typescript, 'bin', 'tsc'), '-p', join(here, config)], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
  mkdirSync(join(dist, folder), { recursive: true });
  writeFileSync(join(dist, folder, 'package.json'), `${JSON.stringify({ type })}\n`);
}
// One sheet to import: xterm's own, licence and all, and ours.
const xterm = createRequire(import.meta.url).resolve('@xterm/xterm/css/xterm.css');
writeFileSync(join(dist, 'terminal.css'), readFileSync(xterm, 'utf8') + readFileSync(join(here, 'src', 'react', 'terminal.css'), 'utf8'));
