import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { backupVolumes } from '../../../../src/activities/containers/backups/backup-volumes.js';
import { removeBackup } from '../../../../src/activities/containers/backups/remove-backup.js';
import { commitRestore, restoreVolumes } from '../../../../src/activities/containers/backups/restore-volumes.js';
import { verifyBackup } from '../../../../src/activities/containers/backups/verify-backup.js';
import { testWithEngine } from '../../../helpers/docker-engine-test.js';
import { createLoopDevices } from '../../../helpers/loop-devices.js';
import { BackupCase } from './backup-case.js';
import { damageVolume, describeTree, run, seedVolume } from './seeded-volume.js';

const test = testWithEngine('debian');
const at = new BackupCase(test);

/** A Btrfs that holds data in a subvolume and in a plain directory. */
async function withBtrfs(work: (mount: string) => Promise<void>): Promise<void> {
  const loops = await createLoopDevices(1, 400 * 1024 * 1024);
  const [device = ''] = loops.paths;
  const mount = join(loops.folder, 'btrfs');
  await mkdir(mount);
  await run('mkfs.btrfs', ['-q', device]);
  await run('mount', [device, mount]);
  try {
    await run('btrfs', ['subvolume', 'create', join(mount, 'subvolume')]);
    await mkdir(join(mount, 'directory'));
    await work(mount);
  } finally {
    await run('umount', [mount]);
    await loops.close();
  }
}

const bind = (source: string) => ({ Mounts: [{ Type: 'bind', Source: source, Target: '/data' }] });

for (const kind of ['subvolume', 'directory']) {
  for (const place of ['with the backups', 'elsewhere']) {
    test.serial(`a ${kind} on Btrfs is snapshotted, and the snapshot lies ${place}`, async (t) => {
      await withBtrfs(async (mount) => {
        const source = join(mount, kind);
        await seedVolume(source);
        const before = await describeTree(source);
        const id = await at.container(bind(source));
        const host = await at.place(place === 'elsewhere' ? {} : { directory: join(mount, 'backups') });
        const { request, volumes } = await at.backUp(host, id, { volumes: ['/data'] });
        t.is(volumes[0]?.method, 'btrfs_snapshot');
        t.is(volumes[0]?.location.startsWith(join(mount, '.millwright-backups')), place === 'elsewhere');
        t.deepEqual(await backupVolumes(host, request), volumes);
        await t.throwsAsync(writeFile(join(volumes[0]?.location ?? '', 'x'), ''), { code: 'EROFS' });
        t.true((await verifyBackup(host, { volumes })).ok);
        await damageVolume(source);
        await restoreVolumes(host, { volumes });
        await commitRestore(host, { volumes });
        t.deepEqual(await describeTree(source), before);
        await removeBackup(host, { backupId: request.backupId, volumes, imageTag: null });
        const left = (await readdir(mount)).filter((name) => !['subvolume', 'directory', 'backups'].includes(name));
        t.deepEqual(left, []);
        t.notRegex((await run('btrfs', ['subvolume', 'list', mount])).stdout, /v0/);
      });
    });
  }
}

test.serial('a directory that is being written to is one moment in its snapshot', async (t) => {
  await withBtrfs(async (mount) => {
    const source = join(mount, 'directory');
    const id = await at.container(bind(source));
    const writer = run('sh', ['-c', 'i=0; while [ $i -lt 3000 ]; do i=$((i+1)); echo $i >"$1/$i"; done', 'sh', source]);
    const host = await at.place();
    const { volumes } = await at.backUp(host, id, { volumes: ['/data'], live: true });
    await writer;
    t.true(volumes[0]?.consistent);
    t.true((await verifyBackup(host, { volumes })).ok);
    const names = (await readdir(volumes[0]?.location ?? '')).map(Number).toSorted((a, b) => a - b);
    t.deepEqual(
      names,
      names.map((_name, index) => index + 1),
      'no later file without the earlier ones',
    );
    t.notRegex((await run('btrfs', ['subvolume', 'list', mount])).stdout, /whole/);
    await removeBackup(host, { backupId: volumes[0]?.directory.slice(-36) ?? '', volumes, imageTag: null });
  });
});
