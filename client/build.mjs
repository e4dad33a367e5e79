// Builds the client package and the console when a source changed since the last time: what `dotnet build` of the host runs.
// Ends with 0 when everything is built, with 3 when this Node is too old, with 1 and the reason otherwise.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const state = join(here, '..', 'artifacts', 'client');
const lock = join(state, 'building');
const results = ['package/dist/esm/index.js', 'package/dist/cjs/index.js', 'console/dist/index.html'].map(f => join(here, f));

const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 20 || (major === 20 && minor < 19)) process.exit(3);

const left = new Set(['node_modules', 'dist', 'tests']);
function sources(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .filter(entry => !left.has(entry.name) && !entry.name.startsWith('.'))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap(entry => (entry.isDirectory() ? sources(join(folder, entry.name)) : [join(folder, entry.name)]));
}

function hashOf(files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(file.slice(here.length)).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

const stamped = name => (existsSync(join(state, name)) ? readFileSync(join(state, name), 'utf8') : '');
const stamp = (name, text) => writeFileSync(join(state, name), text);

function npm(...words) {
  const { status, error } = spawnSync('npm', words, { cwd: here, stdio: 'inherit', shell: process.platform === 'win32' });
  if (error) console.error(`npm: ${error.message}`);
  if (status !== 0) process.exit(1);
}

// One at a time: a second build waits for the first and then finds everything done.
async function alone(work) {
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
      if (!isAlive(stamped('building'))) rmSync(lock, { force: true });
      await new Promise(resolve => setTimeout(resolve, 200));
    }
  }
  process.on('exit', () => rmSync(lock, { force: true }));
  work();
}

function isAlive(pid) {
  try {
    return pid === '' || process.kill(Number(pid), 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
}

mkdirSync(state, { recursive: true });
await alone(() => {
  const lockFile = join(here, 'package-lock.json');
  const dependencies = hashOf([lockFile]);
  if (stamped('dependencies') !== dependencies || !existsSync(join(here, 'node_modules', '.package-lock.json'))) {
    npm('ci', '--ignore-scripts', '--no-audit', '--no-fund', '--silent', '--fetch-retries=2', '--fetch-timeout=60000');
    stamp('dependencies', dependencies);
  }
  const built = hashOf(sources(here));
  if (stamped('built') !== built || !results.every(existsSync)) {
    npm('run', 'build', '--silent');
    stamp('built', built);
  }
});
