import { mkdtemp, rm, writeFile, chmod } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import test from 'ava';
import { collectHostFacts } from '../../../../src/activities/protection/facts/collect-host-facts.js';
import { LiveFacts } from '../../../../src/domain/protection/risk/live-facts.js';
import { LocalTransport } from '../../../../src/platform/local/local-transport.js';

const tools = { awk: '', ps: '', systemctl: '', ip: '' };

test('this machine is looked at by one run of commands that only read', async (t) => {
  const facts = await collectHostFacts(new LocalTransport(), { host: { tools, sudo: 'none' } });
  t.deepEqual(LiveFacts.parse(facts), facts);
  t.true(facts.mounts?.some(({ mountpoint }) => mountpoint === '/'));
  t.deepEqual(facts.packageLock, { held: false, by: null });
  // Not by SSH, and without the tools of ZFS and lsblk.
  t.is(facts.sshPath, null);
  t.is(facts.devices, null);
  t.is(facts.datasets, null);
});

test('tools that answer are read, one that fails leaves the others', async (t) => {
  const directory = await mkdtemp(path.join(tmpdir(), 'mw-facts-'));
  t.teardown(() => rm(directory, { recursive: true, force: true }));
  const program = async (name: string, text: string): Promise<void> => {
    await writeFile(path.join(directory, name), `#!/bin/sh\n${text}\n`);
    await chmod(path.join(directory, name), 0o755);
  };
  await program('lsblk', 'exit 7');
  await program(
    'zpool',
    `case $1 in list) printf 'tank\\tONLINE\\n' ;; *) printf '  pool: tank\\n  scan: scrub in progress since\\n' ;; esac`,
  );
  await program(
    'zfs',
    `case $4 in snapshot) printf 'tank@a\\t1\\t1777800000\\t0\\n' ;; *) printf 'tank\\tfilesystem\\t/tank\\n' ;; esac`,
  );
  const transport = new LocalTransport({ path: `${directory}:/usr/bin:/bin:/usr/sbin:/sbin` });
  const facts = await collectHostFacts(transport, {
    host: { tools: { ...tools, lsblk: '', zpool: '', zfs: '' }, sudo: 'none' },
  });
  t.is(facts.devices, null);
  t.deepEqual(
    facts.pools?.filter(({ type }) => type === 'zfs'),
    [{ type: 'zfs', name: 'tank', health: 'healthy', running: 'scrub', members: [] }],
  );
  t.is(facts.datasets?.[0]?.snapshots, 1);
});
