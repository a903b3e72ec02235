import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { collector } from '../../src/collectors/btrfs/index.js';
import { collectHost } from '../../src/collectors/collect-host.js';
import { createLoopDevices, createMountNamespace, testAsRoot } from '../helpers/loop-devices.js';
import { shellTransport } from '../platform/commands/shell-transport.js';

const MIB = 1024 * 1024;
const LABEL = `it's "mw" ${process.pid}`;

testAsRoot(
  'Btrfs for real: RAID1 on two loop devices, a scrub, a device that is gone, a mount that is gone',
  async (t) => {
    const loops = await createLoopDevices(2, 256 * MIB);
    const [first = '', second = ''] = loops.paths;
    const namespace = await createMountNamespace(loops.folder);
    const mountpoint = join(loops.folder, 'mount point');
    await mkdir(mountpoint);
    t.teardown(async () => {
      await namespace.run('umount', mountpoint).catch(() => undefined);
      await namespace.close();
      await loops.close();
    });
    const transport = shellTransport({ shell: namespace.shell });
    const host = { tools: { btrfs: 'btrfs-progs v6.2' }, sudo: 'root' } as const;
    let facts: unknown;
    const collect = async () => {
      const previous = () => (facts === undefined ? undefined : { facts, elapsedSeconds: 300 });
      const { collected, failures } = await collectHost(transport, { collectors: [collector], host, previous });
      t.deepEqual(failures, []);
      facts = JSON.parse(JSON.stringify(collected[0]?.facts));
      const items = collected[0]?.observations.pools?.items ?? [];
      return { pool: items.find(({ name }) => name === LABEL), samples: collected[0]?.samples ?? [] };
    };
    await namespace.run('mkfs.btrfs', '-q', '-f', '-L', LABEL, '-d', 'raid1', '-m', 'raid1', first, second);
    await namespace.run('mount', '-t', 'btrfs', first, mountpoint);

    const { pool: whole, samples } = await collect();
    t.like(whole, { name: LABEL, state: 'mounted', health: 'healthy', sizeBytes: String(512 * MIB), findings: [] });
    t.regex(whole?.identity ?? '', /^btrfs:[0-9a-f-]{36}$/);
    t.is(whole?.details['mountpoint'], mountpoint);
    t.deepEqual(
      whole?.members.map(({ path, state, readErrors }) => [path, state, readErrors]),
      [
        [first, 'present', '0'],
        [second, 'present', '0'],
      ],
    );
    const allocations = whole?.details['allocations'] as { type: string; profile: string; onMissing: boolean }[];
    t.deepEqual([...new Set(allocations.map(({ profile }) => profile))], ['raid1']);
    t.true(allocations.every(({ onMissing }) => !onMissing));
    t.is(whole?.lastScrub, null);
    const errors = samples.filter(({ metric }) => metric === 'btrfs_device_errors_total');
    t.is(errors.length, 10);
    t.true(errors.every(({ value, labels }) => value === 0 && labels['pool'] === LABEL));

    await namespace.run('btrfs', 'scrub', 'start', '-B', mountpoint);
    const { pool: scrubbed } = await collect();
    t.is(scrubbed?.lastScrub?.errors, '0');
    const age = Date.now() - Date.parse(scrubbed?.lastScrub?.finishedAt ?? '');
    t.true(Math.abs(age) < 10 * 60_000, `in UTC: ${age} ms ago`);

    await namespace.run('umount', mountpoint);
    const { pool: unmounted } = await collect();
    t.like(unmounted, { identity: whole?.identity, state: 'not mounted', health: 'unknown' });

    await loops.detach(second);
    await namespace.run('btrfs', 'device', 'scan', '--forget', first);
    await namespace.run('mount', '-t', 'btrfs', '-o', 'degraded', first, mountpoint);
    const { pool: degraded } = await collect();
    t.like(degraded, { identity: whole?.identity, state: 'some devices missing', health: 'degraded' });
    t.deepEqual(degraded?.reasons, ['1 of 2 devices missing']);
    t.deepEqual(
      degraded?.members.map(({ state }) => state),
      ['present', 'missing'],
    );
    t.true(
      degraded?.findings.some(({ code, severity }) => code === 'btrfs_devices_missing' && severity === 'critical'),
    );
  },
);
