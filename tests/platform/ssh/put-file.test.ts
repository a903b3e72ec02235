import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import test from 'ava';
import { ConnectionPool } from '../../../src/platform/ssh/connection-pool.js';
import type { RemoteErrorClass } from '../../../src/platform/ssh/remote-errors.js';
import { failsWith } from '../../helpers/both-transports.js';
import { startSshdFleet } from '../../helpers/sshd-fleet.js';
import { describeFleetTarget } from '../../helpers/sshd-target.js';

// Hosts whose tools are missing, lie or fail. What works is tested in transport-streams.test.ts.
interface Toolbox {
  readonly title: string;
  readonly real: readonly string[];
  /** Scripts in place of a tool. */
  readonly fake?: Readonly<Record<string, string>>;
  readonly gives: RemoteErrorClass;
  readonly says: RegExp;
}

const TOOLBOXES: readonly Toolbox[] = [
  {
    title: 'does not put what it cannot verify',
    real: ['cat', 'mv', 'rm'],
    gives: 'command_not_found',
    says: /none of sha256sum, shasum and openssl/,
  },
  {
    title: 'removes a copy whose checksum is another one',
    real: ['cat', 'mv', 'rm'],
    fake: { sha256sum: `echo ${'0'.repeat(64)} -` },
    gives: 'command_failed',
    says: /another checksum .* it was removed/,
  },
  {
    title: 'says so when the checksum tool fails',
    real: ['cat', 'mv', 'rm'],
    fake: { sha256sum: 'exit 1' },
    gives: 'command_failed',
    says: /reading the copy back failed/,
  },
  {
    title: 'says so when the copy cannot be put in place',
    real: ['cat', 'rm', 'sha256sum'],
    fake: { mv: 'exit 1' },
    gives: 'command_failed',
    says: /writing failed/,
  },
  {
    title: 'says so when the transfer is killed on the host',
    real: ['mv', 'rm', 'sha256sum'],
    fake: { cat: 'kill -KILL $PPID' },
    gives: 'remote_killed',
    says: /was killed on the host/,
  },
];

for (const { title, real, fake = {}, gives, says } of TOOLBOXES) {
  test(title, async (t) => {
    const directory = await mkdtemp(join(tmpdir(), 'put-file-'));
    const tools = join(directory, 'tools');
    const files = join(directory, 'files');
    await Promise.all([mkdir(tools), mkdir(files)]);
    for (const name of real) {
      const { stdout } = await promisify(execFile)('/bin/sh', ['-c', `command -v ${name}`]);
      await symlink(stdout.trim(), join(tools, name));
    }
    for (const [name, script] of Object.entries(fake)) {
      await writeFile(join(tools, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    }
    await writeFile(join(files, 'kept'), 'before');
    const fleet = await startSshdFleet({ hosts: [{ setEnv: `PATH=${tools} HOME=/nonexistent` }] });
    const pool = new ConnectionPool();
    await pool.withTransport(describeFleetTarget(fleet, fleet.hosts[0]!), async (transport) => {
      const put = transport.put(join(files, 'kept'), Buffer.from('after'), { mode: 0o600, timeoutMs: 5_000 });
      t.regex((await failsWith(t, put, gives)).message, says);
    });
    t.deepEqual(await readdir(files), ['kept']);
    t.is(await readFile(join(files, 'kept'), 'utf8'), 'before');
    await pool.close();
    await fleet.stop();
    await rm(directory, { recursive: true });
  });
}
