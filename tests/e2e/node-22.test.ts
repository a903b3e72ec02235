import { spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import test from 'ava';
import { findFreePort } from '../../src/platform/process/ports.js';
import { runProgram } from '../../src/platform/process/run-program.js';

// The built product also runs on Node 22, which npm's `node` package carries. Kept in the user's cache.
const CLI = fileURLToPath(new URL('../../src/main/cli.js', import.meta.url));
const TOKEN = 'node-22-smoke-test-token-of-32-characters';

async function installNode22(): Promise<string> {
  const prefix = path.join(homedir(), '.cache', 'millwright', 'node-22');
  const binary = path.join(prefix, 'node_modules', 'node', 'bin', 'node');
  if (existsSync(binary)) return binary;
  mkdirSync(prefix, { recursive: true });
  const result = await runProgram({
    file: 'npm',
    args: ['install', '--prefix', prefix, '--no-audit', '--no-fund', 'node@22'],
    environment: process.env as Record<string, string>,
    timeoutMs: 180_000,
  });
  if (!existsSync(binary)) throw new Error(`npm could not install node@22: ${result.stderr}`);
  return binary;
}

async function waitForStatus(url: string): Promise<{ node: string; status: string }> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const answer = await fetch(`${url}/status`, { headers: { Authorization: `Bearer ${TOKEN}` } }).catch(
      () => undefined,
    );
    if (answer?.ok === true) {
      const body = (await answer.json()) as { node: string; status: string };
      if (body.status === 'ok') return body;
    }
    if (Date.now() > deadline) throw new Error('it did not come up within a minute');
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

test('the built product comes up, collects its own machine and stops cleanly on Node 22', async (t) => {
  t.timeout(300_000);
  const node = await installNode22();
  const directory = await mkdtemp(path.join(tmpdir(), 'mw-node22-'));
  const port = await findFreePort();
  const child = spawn(node, [CLI, 'up', `--port=${port}`], {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, NODE_OPTIONS: '', MILLWRIGHT_DATA_DIR: directory, MILLWRIGHT_ADMIN_TOKEN: TOKEN },
  });
  let told = '';
  child.stderr.on('data', (chunk: Buffer) => {
    told += chunk.toString();
  });
  const ended = new Promise<number | null>((resolve) => child.on('exit', resolve));
  try {
    const status = await waitForStatus(`http://127.0.0.1:${port}`);
    t.regex(status.node, /^22\./);
    const deadline = Date.now() + 60_000;
    while (!told.includes('First collection') && Date.now() < deadline)
      await new Promise((resolve) => setTimeout(resolve, 100));
    t.regex(told, /First collection completed: 1 of 1/);
  } finally {
    child.kill('SIGINT');
  }
  t.is(await ended, 0, told);
  await rm(directory, { recursive: true, force: true });
});
