import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecutionContext, TestFn } from 'ava';
import { LocalTransport } from '../../src/platform/local/local-transport.js';
import { ConnectionPool } from '../../src/platform/ssh/connection-pool.js';
import { RemoteError, type RemoteErrorClass } from '../../src/platform/ssh/remote-errors.js';
import type { RunRequest, Transport } from '../../src/platform/ssh/transport.js';
import { startSshdFleet, type SshdFleet } from './sshd-fleet.js';
import { describeFleetTarget } from './sshd-target.js';
import { waitUntil } from './wait-until.js';

/** One line of a table of behaviour; `directory` is empty and its own. */
export type Behaviour = (t: ExecutionContext, transport: Transport, directory: string) => Promise<void>;

/** Runs a table against the SSH transport (on a real sshd) and the local one: nothing above can tell which it has. */
export function testBothTransports(test: TestFn, behaviours: Readonly<Record<string, Behaviour>>): void {
  let fleet: SshdFleet;
  let pool: ConnectionPool;
  let root: string;
  const transports: Readonly<Record<string, () => Promise<Transport>>> = {
    SSH: async () => (await pool.lease(describeFleetTarget(fleet, fleet.host('plain')))).transport,
    local: () => Promise.resolve(new LocalTransport()),
  };
  test.before(async () => {
    root = await mkdtemp(join(tmpdir(), 'transport-'));
    fleet = await startSshdFleet({ hosts: [{ name: 'plain' }] });
    pool = new ConnectionPool();
  });
  test.after.always(async () => {
    await pool.close();
    await fleet.stop();
    await rm(root, { recursive: true, force: true });
  });
  for (const [name, open] of Object.entries(transports)) {
    for (const [title, behaviour] of Object.entries(behaviours)) {
      test(`${name}: ${title}`, async (t) => {
        const directory = await mkdtemp(join(root, 'case-'));
        await chmod(directory, 0o755);
        await behaviour(t, await open(), directory);
      });
    }
  }
}

export const ask = (script: string, changes: Partial<RunRequest> = {}): RunRequest => ({
  script,
  timeoutMs: 10_000,
  maxOutputBytes: 1_000_000,
  ...changes,
});

/** The process id that a script wrote into a file, as soon as it is there. */
export async function readPid(path: string): Promise<number> {
  await waitUntil(async () => /^\d+\n/.test(await readFile(path, 'utf8').catch(() => '')));
  return Number(await readFile(path, 'utf8'));
}

export async function failsWith(
  t: ExecutionContext,
  work: Promise<unknown>,
  errorClass: RemoteErrorClass,
): Promise<RemoteError> {
  const error = await t.throwsAsync(work, { instanceOf: RemoteError });
  t.is(error.errorClass, errorClass, error.message);
  return error;
}
