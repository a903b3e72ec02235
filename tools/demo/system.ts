import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { findFreePort } from '../../src/platform/process/ports.js';
import { createDemoClient, type DemoClient } from './client.js';

const CLI = fileURLToPath(new URL('../../src/main/cli.js', import.meta.url));
const START_MS = 900_000;

export interface DemoSystem {
  readonly client: DemoClient;
  stop(): Promise<void>;
}

/** `millwright up` as its own process with a data directory of its own and an empty fleet. */
export async function startDemoSystem(directory: string): Promise<DemoSystem> {
  const port = await findFreePort();
  const token = randomBytes(32).toString('hex');
  const child = spawn(process.execPath, [CLI, 'up', '--no-enrol-localhost', `--port=${port}`], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      ...process.env,
      MILLWRIGHT_DATA_DIR: path.join(directory, 'data'),
      MILLWRIGHT_ADMIN_TOKEN: token,
      LOG_LEVEL: 'warn',
    },
  });
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
  const client = createDemoClient(`http://127.0.0.1:${port}`, token);
  await waitUntilReady(client.url, ended);
  return {
    client,
    async stop() {
      child.kill('SIGINT');
      await ended;
      if (existsSync(`/proc/${child.pid}`)) child.kill('SIGKILL');
    },
  };
}

async function waitUntilReady(url: string, ended: Promise<number | null>): Promise<void> {
  let over = false;
  void ended.then(() => {
    over = true;
  });
  const deadline = Date.now() + START_MS;
  while (Date.now() < deadline && !over) {
    const ready = await fetch(`${url}/health/ready`).then(
      (response) => response.ok,
      () => false,
    );
    if (ready) return;
    await new Promise((resolve) => setTimeout(resolve, 300));
  }
  throw new Error('Millwright did not start: see the lines above.');
}
