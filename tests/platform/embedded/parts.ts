// Not a test: what the tests of the embedded parts share.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { TestFn } from 'ava';
import test from 'ava';
import pg from 'pg';
import { resolveTemporalBinary } from '../../../src/platform/embedded/temporal-binary.js';
import { runProgram } from '../../../src/platform/process/run-program.js';

const PARENT = fileURLToPath(new URL('./start-part.js', import.meta.url));

/** For what only root can do; an ordinary user's run says SKIP_ROOT=1 in its summary. */
export const testAsRoot = (process.env.SKIP_ROOT === '1' ? test.skip : test) as TestFn;

/** A directory of its own, closed to everybody else unless `mode` says otherwise. */
export async function makeDirectory(mode = 0o700): Promise<string> {
  const directory = await mkdtemp(path.join(tmpdir(), 'mw-embedded-'));
  await chmod(directory, mode);
  return directory;
}

export async function removeDirectory(directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true });
}

/** Whether this machine lets root make mount namespaces: a container may not. */
export async function canMount(): Promise<boolean> {
  const args = ['--mount', '--', 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt'];
  const environment = { PATH: '/usr/sbin:/usr/bin:/sbin:/bin' };
  const { exitCode } = await runProgram({ file: 'unshare', args, environment, timeoutMs: 10_000 });
  return exitCode === 0;
}

export async function query<T extends pg.QueryResultRow>(url: string, sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}

export interface Parent {
  readonly child: ChildProcess;
  readonly answer: Record<string, string | number | undefined>;
}

/** Starts a part in a process of its own and waits for its one line; `wrap` puts a command before node. */
export async function startParent(args: readonly string[], wrap: readonly string[] = []): Promise<Parent> {
  const node = wrap.length === 0 ? [process.execPath, PARENT] : [];
  const [file = '', ...rest] = [...wrap, ...node, ...args];
  const child = spawn(file, rest, { stdio: ['ignore', 'pipe', 'pipe'], env: { PATH: process.env.PATH } });
  let stderr = '';
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const line = await lines.next();
  if (line.done === true) throw new Error(`the parent said nothing: ${stderr}`);
  return { child, answer: JSON.parse(line.value) as Parent['answer'] };
}

export async function killParent(parent: Parent, signal: NodeJS.Signals): Promise<void> {
  if (parent.child.exitCode !== null || parent.child.signalCode !== null) return;
  const gone = once(parent.child, 'exit');
  parent.child.kill(signal);
  await gone;
}

const CHECKOUT_STAGE = '/run/millwright';

/**
 * Command line that runs `start-part` as the unprivileged user `nobody`, who sees node and this checkout at a place of
 * their own wherever they really are.
 */
export function wrapAsNobody(): string[] {
  const checkout = findCheckout(PARENT);
  const script = `set -e
mkdir -p ${CHECKOUT_STAGE}
mount -t tmpfs -o mode=0755,size=1m tmpfs ${CHECKOUT_STAGE}
mkdir ${CHECKOUT_STAGE}/checkout
touch ${CHECKOUT_STAGE}/node
mount --bind "$1" ${CHECKOUT_STAGE}/checkout
mount --bind "$2" ${CHECKOUT_STAGE}/node
cd /
script=$3
shift 3
exec setpriv --reuid 65534 --regid 65534 --clear-groups --inh-caps=-all -- ${CHECKOUT_STAGE}/node "$script" "$@"`;
  const place = path.join(CHECKOUT_STAGE, 'checkout', path.relative(checkout, PARENT));
  return ['unshare', '--mount', '--', '/bin/sh', '-c', script, 'sh', checkout, process.execPath, place];
}

function findCheckout(file: string): string {
  const modules = path.resolve('node_modules');
  if (path.relative(path.dirname(modules), file).startsWith('..')) throw new Error('run the tests in the checkout');
  return path.dirname(modules);
}

/** The binary that `npm test` resolved before. */
export async function findTemporal(): Promise<string> {
  const cacheDirectory =
    process.env.MILLWRIGHT_CACHE_DIR ??
    path.join(process.env.XDG_CACHE_HOME ?? path.join(homedir(), '.cache'), 'millwright');
  return (await resolveTemporalBinary({ cacheDirectory, environment: process.env })).path;
}
