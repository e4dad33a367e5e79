// A host of its own for a test file: the built program on a free port, with a data folder that goes with it.
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const hostProgram = process.env.GAM_SESSIONS_TEST_HOST ?? join(root, 'controlplane/host/bin/Debug/net10.0/gam-sessions');
const gamProgram = process.env.GAM_SESSIONS_TEST_GAM ?? join(root, 'samples/gam/bin/Debug/net10.0/gam');
const startLimitMs = 120_000;
const stopLimitMs = 120_000;

export async function startHost(settings = {}, urls = 'http://127.0.0.1:0') {
  const data = mkdtempSync(join(tmpdir(), 'gam-client-'));
  const environment = { ...process.env, GAM_PATH: gamProgram, GamSessions__DataFolder: data };
  delete environment.GAMCFGDIR;
  for (const [key, value] of Object.entries(settings)) environment[`GamSessions__${key.replaceAll(':', '__')}`] = value;
  const child = spawn(hostProgram, ['--urls', urls], { env: environment, stdio: ['ignore', 'pipe', 'pipe'], cwd: tmpdir() });
  let printed = '';
  const url = await new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      child.kill('SIGKILL');
      reject(new Error(`The host did not start:\n${printed}`));
    }, startLimitMs);
    const read = chunk => {
      printed += chunk;
      const address = /http:\/\/(?:127\.0\.0\.1|localhost|\[::1\]):\d+/.exec(printed);
      if (address && printed.includes('Ctrl-C')) {
        clearTimeout(timer);
        resolve(address[0]);
      }
    };
    child.stdout.on('data', read);
    child.stderr.on('data', read);
    child.on('exit', code => {
      clearTimeout(timer);
      reject(new Error(`The host ended with ${code}:\n${printed}`));
    });
  });
  return {
    url,
    pid: child.pid,
    get printed() { return printed; },
    async stop(signal = 'SIGINT') {
      if (child.exitCode === null && child.signalCode === null) {
        await new Promise((resolve, reject) => {
          const timer = setTimeout(() => {
            child.kill('SIGKILL');
            reject(new Error(`The host did not end after ${signal}:\n${printed}`));
          }, stopLimitMs);
          child.once('exit', () => {
            clearTimeout(timer);
            resolve();
          });
          child.kill(signal);
        });
      }
      rmSync(data, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
