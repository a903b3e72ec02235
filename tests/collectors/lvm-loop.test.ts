import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { collectHost } from '../../src/collectors/collect-host.js';
import { collector } from '../../src/collectors/lvm/index.js';
import { createLoopDevices, testAsRoot } from '../helpers/loop-devices.js';
import { shellTransport } from '../platform/commands/shell-transport.js';

const run = promisify(execFile);
const GROUP = `mwtest${process.pid}`;

/** Volumes as metadata: they need no device-mapper as long as nobody activates them. */
function metadataWithVolumes(backup: string): string {
  const segment = (index: number, start: number, count: number, body: string): string =>
    `segment${index} {\nstart_extent = ${start}\nextent_count = ${count}\n${body}\n}\n`;
  const on = (device: string, at: number): string =>
    `type = "striped"\nstripe_count = 1\nstripes = [ "${device}", ${at} ]`;
  let number = 0;
  const volume = (name: string, segments: readonly string[], hidden = false): string => {
    const id = `MWTEST-0000-0000-0000-0000-0000-${String((number += 1)).padStart(6, '0')}`;
    const status = hidden ? '["READ", "WRITE"]' : '["READ", "WRITE", "VISIBLE"]';
    return `${name} {\nid = "${id}"\nstatus = ${status}\nflags = []\nsegment_count = ${segments.length}\n${segments.join('')}}\n`;
  };
  const pool =
    'type = "thin-pool"\nmetadata = "pool_tmeta"\npool = "pool_tdata"\ntransaction_id = 0\nchunk_size = 128\ndiscards = "passdown"\nzero_new_blocks = 1';
  const images = '"r1_rmeta_0", "r1_rimage_0", "r1_rmeta_1", "r1_rimage_1"';
  const volumes = [
    volume('lin.ear+name', [segment(1, 0, 1, on('pv0', 0)), segment(2, 1, 1, on('pv1', 0))]),
    volume('pool', [segment(1, 0, 4, pool)]),
    volume('thin1', [segment(1, 0, 10, 'type = "thin"\nthin_pool = "pool"\ntransaction_id = 0\ndevice_id = 1')]),
    volume('r1', [segment(1, 0, 2, `type = "raid1"\ndevice_count = 2\nregion_size = 1024\nraids = [ ${images} ]`)]),
    volume('pool_tmeta', [segment(1, 0, 1, on('pv0', 4))], true),
    volume('pool_tdata', [segment(1, 0, 4, on('pv0', 5))], true),
    volume('r1_rmeta_0', [segment(1, 0, 1, on('pv0', 1))], true),
    volume('r1_rimage_0', [segment(1, 0, 2, on('pv0', 2))], true),
    volume('r1_rmeta_1', [segment(1, 0, 1, on('pv1', 1))], true),
    volume('r1_rimage_1', [segment(1, 0, 2, on('pv1', 2))], true),
  ];
  const end = backup.trimEnd().lastIndexOf('}');
  return `${backup.slice(0, end)}logical_volumes {\n${volumes.join('')}}\n}\n`.replace(/seqno = 1\b/, 'seqno = 2');
}

testAsRoot(
  'LVM for real: a group on two loop devices, volumes in its metadata, then a device that is gone',
  async (t) => {
    const loops = await createLoopDevices(2, 64 * 1024 * 1024);
    const [first = '', second = ''] = loops.paths;
    // Settings of its own: no other device is looked at, nothing is written below /etc.
    const system = join(loops.folder, 'system');
    await mkdir(system);
    const filter = loops.paths.map((path) => `"a|^${path}$|"`).join(', ');
    await writeFile(
      join(system, 'lvm.conf'),
      `devices { filter = [ ${filter}, "r|.*|" ] }\nbackup { backup = 0\narchive = 0 }\n`,
    );
    const env = { ...process.env, LVM_SYSTEM_DIR: system, LVM_SUPPRESS_FD_WARNINGS: '1' };
    const lvm = async (...args: readonly string[]): Promise<void> => void (await run('lvm', args, { env }));
    const host = { tools: { lvs: '', vgs: '', pvs: '', lvm: '' }, sudo: 'root' } as const;
    const collect = async () => {
      const { collected, failures } = await collectHost(shellTransport({ env }), { collectors: [collector], host });
      t.deepEqual(failures, []);
      return collected[0]?.observations.pools?.items ?? [];
    };
    t.teardown(async () => {
      // A group whose volumes nobody could activate cannot be removed by name: its labels are.
      await lvm('pvremove', '-ff', '-y', first).catch(() => undefined);
      await loops.close();
    });
    await lvm('pvcreate', '-y', first, second);
    await lvm('vgcreate', GROUP, first, second);

    const [empty, ...others] = await collect();
    t.deepEqual(others, []);
    t.like(empty, { name: GROUP, state: 'active', health: 'healthy', sizeBytes: '125829120', freeBytes: '125829120' });
    t.deepEqual(
      empty?.members.map(({ path }) => path),
      [first, second],
    );
    t.regex(empty?.identity ?? '', /^vg:[A-Za-z0-9-]{38}$/);

    const backup = join(loops.folder, 'backup');
    await lvm('vgcfgbackup', '-f', backup, GROUP);
    const { stdout } = await run('cat', [backup]);
    await writeFile(backup, metadataWithVolumes(stdout));
    await lvm('vgcfgrestore', '--force', '-y', '-f', backup, GROUP);

    const [group, pool] = await collect();
    t.like(group, { identity: empty?.identity, health: 'healthy' });
    t.is(group?.usedBytes, String(13 * 4 * 1024 * 1024));
    const volumes = group?.details['volumes'] as { name: string; segmentTypes: string[] }[];
    t.deepEqual(volumes.map(({ name }) => name).toSorted(), ['lin.ear+name', 'pool', 'r1', 'thin1']);
    // Not active, as device-mapper is not asked for: nothing is known of its use.
    t.like(pool, { name: `${GROUP}/pool`, state: 'inactive', health: 'unknown', sizeBytes: '16777216' });
    t.is(pool?.details['promisedBytes'], '41943040');
    t.is(pool?.details['autoextendThresholdPercent'], 100);

    await loops.detach(second);
    const [broken] = await collect();
    t.like(broken, { identity: empty?.identity, state: 'partial', health: 'failed' });
    t.deepEqual(
      broken?.members.map(({ state }) => state),
      ['allocatable', 'missing'],
    );
    t.deepEqual(broken?.reasons, [
      '1 of 2 physical volumes missing',
      'logical volumes without some of their data: lin.ear+name',
      'logical volumes with fewer copies than they should have: r1',
    ]);
  },
);
