import { access, mkdir, readdir, readFile, stat, truncate, writeFile, open } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { backupVolumes } from '../../../../src/activities/containers/backups/backup-volumes.js';
import { measureBackup } from '../../../../src/activities/containers/backups/measure-backup.js';
import { removeBackup } from '../../../../src/activities/containers/backups/remove-backup.js';
import {
  commitRestore,
  restoreVolumes,
  undoRestore,
} from '../../../../src/activities/containers/backups/restore-volumes.js';
import { verifyBackup } from '../../../../src/activities/containers/backups/verify-backup.js';
import { newId } from '../../../../src/platform/ids/ids.js';
import { createLoopDevices } from '../../../helpers/loop-devices.js';
import { testWithEngine } from '../../../helpers/docker-engine-test.js';
import { BackupCase, failsWith } from './backup-case.js';
import { damageVolume, describeTree, readAttribute, run, seedVolume } from './seeded-volume.js';

const test = testWithEngine('debian');
const at = new BackupCase(test);

test('a volume comes back byte-identical, without what was added since', async (t) => {
  const place = await at.place();
  const { id, path } = await at.withVolume();
  await seedVolume(path);
  const before = await describeTree(path);
  const { volumes } = await at.backUp(place, id);
  t.is(volumes[0]?.method, 'tar');
  t.true(volumes[0]?.consistent);
  t.is(volumes[0]?.files, Object.keys(before).length);
  t.true((volumes[0]?.sizeBytes ?? 0) < 1_000_000, 'holes are not archived');
  t.deepEqual(await describeTree(path), before, 'archiving changes nothing');
  t.true((await verifyBackup(place, { volumes })).ok);
  await damageVolume(path);
  await restoreVolumes(place, { volumes });
  await restoreVolumes(place, { volumes });
  await commitRestore(place, { volumes });
  await commitRestore(place, { volumes });
  t.deepEqual(await describeTree(path), before);
  t.true(await readAttribute(path, 'attributed'));
  t.true((await stat(join(path, 'sparse'))).blocks < 1_000, 'holes stay holes');
});

test('a restore that is undone leaves what was there before it', async (t) => {
  const place = await at.place();
  const { id, path } = await at.withVolume();
  await seedVolume(path);
  const { volumes } = await at.backUp(place, id);
  await damageVolume(path);
  const damaged = await describeTree(path);
  await restoreVolumes(place, { volumes });
  await undoRestore(place, { volumes });
  await undoRestore(place, { volumes });
  t.deepEqual(await describeTree(path), damaged);
});

test('a restore that was killed at any of its marks goes on, or is undone', async (t) => {
  const place = await at.place();
  const { id, path } = await at.withVolume();
  await seedVolume(path);
  const before = await describeTree(path);
  const { volumes } = await at.backUp(place, id);
  await damageVolume(path);
  const damaged = await describeTree(path);
  const aside = `.mw-restore-${volumes[0]?.directory.slice(-12)}`;
  await restoreVolumes(place, { volumes });
  // As if killed while it unpacked: the mark of the end is not there, and something half-made is.
  await run('rm', [join(path, aside, 'restored')]);
  await writeFile(join(path, 'half'), 'unpacked');
  await restoreVolumes(place, { volumes });
  await run('rm', [join(path, aside, 'restored')]);
  await undoRestore(place, { volumes });
  t.deepEqual(await describeTree(path), damaged);
  // As if killed while the former contents were moved aside: some lie here, some there.
  await restoreVolumes(place, { volumes });
  await undoRestore(place, { volumes });
  await mkdir(join(path, aside, 'was'), { recursive: true });
  await run('mv', [join(path, 'added'), join(path, aside, 'was', 'added')]);
  await restoreVolumes(place, { volumes });
  await commitRestore(place, { volumes });
  t.deepEqual(await describeTree(path), before);
});

test('a backup that is repeated finds its own work, and makes anew what was not finished', async (t) => {
  const place = await at.place();
  const { id, path } = await at.withVolume();
  await writeFile(join(path, 'file'), 'content');
  const { request, volumes } = await at.backUp(place, id);
  const made = await stat(volumes[0]?.location ?? '');
  t.deepEqual(await backupVolumes(place, request), volumes);
  t.is((await stat(volumes[0]?.location ?? '')).ino, made.ino, 'what is finished is not made again');
  const base = volumes[0]?.directory ?? '';
  await run('rm', [join(base, 'v0.done')]);
  await writeFile(join(base, 'v0.part'), 'what a killed attempt left');
  const again = await backupVolumes(place, request);
  t.true((await verifyBackup(place, { volumes: again })).ok);
  t.false((await readdir(base)).includes('v0.part'));
});

test('a backup that is killed half-way is made anew by the next attempt', async (t) => {
  const { id, path } = await at.withVolume();
  const big = await open(join(path, 'big'), 'w');
  for (let part = 0; part < 100; part += 1) await big.write(Buffer.alloc(1024 * 1024, part));
  await big.close();
  const cancel = new AbortController();
  const place = await at.place({ signal: cancel.signal, onProgress: () => undefined });
  const measured = await measureBackup(place, { containerRuntimeId: id, volumes: true });
  const request = { containerRuntimeId: id, backupId: newId(), ...measured, live: false };
  setTimeout(() => cancel.abort(), 150);
  await t.throwsAsync(backupVolumes(place, request));
  const free = { ...place, signal: undefined };
  const volumes = await backupVolumes(free, request);
  t.true((await verifyBackup(free, { volumes })).ok);
});

test('a flipped byte, a cut archive and one that is gone are found, and never restored', async (t) => {
  const place = await at.place();
  const { id, path } = await at.withVolume();
  await seedVolume(path);
  const { volumes } = await at.backUp(place, id);
  const before = await describeTree(path);
  const location = volumes[0]?.location ?? '';
  const whole = await readFile(location);
  const flipped = Buffer.from(whole);
  flipped[5_000] = (flipped[5_000] ?? 0) ^ 1;
  await writeFile(location, flipped);
  t.like(await verifyBackup(place, { volumes }), { ok: false });
  await failsWith(t, restoreVolumes(place, { volumes }), 'damaged');
  await writeFile(location, whole);
  await truncate(location, whole.length - 10_240);
  t.like(await verifyBackup(place, { volumes }), { ok: false });
  await run('rm', [location]);
  t.regex((await verifyBackup(place, { volumes })).volumes[0]?.problem ?? '', /is not there/);
  await failsWith(t, restoreVolumes(place, { volumes }), 'missing');
  t.deepEqual(await describeTree(path), before, 'nothing was touched');
  t.false((await readdir(volumes[0]?.directory ?? '')).some((name) => name.includes('scratch')));
});

test('a volume in use is not restored, and the user is named', async (t) => {
  const place = await at.place();
  const { id, name, path } = await at.withVolume();
  await writeFile(join(path, 'file'), 'content');
  const { volumes } = await at.backUp(place, id);
  const other = await at.container({ Binds: [`${name}:/elsewhere:ro`] });
  await at.engine.startContainer(other);
  const { message } = await failsWith(t, restoreVolumes(place, { volumes }), 'in_use');
  t.regex(message, /c-/);
  const measured = await measureBackup(place, { containerRuntimeId: id, volumes: true });
  t.deepEqual(measured.problems, [], 'who only reads changes nothing');
  await at.engine.removeContainer(other, { force: true });
});

test('a volume that another running container may write is told, and its backup does not claim consistency', async (t) => {
  const place = await at.place();
  const { id, name, path } = await at.withVolume();
  await writeFile(join(path, 'file'), 'content');
  const other = await at.container({ Binds: [`${name}:/elsewhere`] });
  await at.engine.startContainer(other);
  const measured = await measureBackup(place, { containerRuntimeId: id, volumes: true });
  t.like(measured.problems[0], { code: 'shared', blocking: false });
  const { volumes } = await at.backUp(place, id);
  t.false(volumes[0]?.consistent);
  t.true((await verifyBackup(place, { volumes })).ok);
  await at.engine.removeContainer(other, { force: true });
});

test('bind mounts go only when they are named, memory and sockets never', async (t) => {
  const place = await at.place();
  const folder = join(await at.makeFolder(), "it's a\nfolder");
  await mkdir(folder);
  await writeFile(join(folder, 'file'), 'content');
  const id = await at.container({
    Binds: ['/var/run/docker.sock:/var/run/docker.sock'],
    Mounts: [{ Type: 'bind', Source: folder, Target: '/bound' }],
    Tmpfs: { '/memory': '' },
  });
  const measured = await measureBackup(place, { containerRuntimeId: id, volumes: true });
  t.deepEqual(measured.volumes, []);
  t.true(measured.problems.some(({ code, message }) => code === 'left_out' && message.includes('/bound')));
  const { volumes } = await at.backUp(place, id, { volumes: ['/bound'] });
  t.is(volumes[0]?.volume, folder);
  const before = await describeTree(folder);
  await writeFile(join(folder, 'added'), '');
  await restoreVolumes(place, { volumes });
  await commitRestore(place, { volumes });
  t.deepEqual(await describeTree(folder), before);
  const unknown = await measureBackup(place, { containerRuntimeId: id, volumes: ['nowhere'] });
  t.like(unknown.problems[0], { code: 'unknown_volume', blocking: true });
});

test('a socket in a volume is left out and nothing else', async (t) => {
  const place = await at.place();
  const { id, path } = await at.withVolume();
  await writeFile(join(path, 'file'), 'content');
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(join(path, 'app.sock'), resolve));
  const { volumes } = await at.backUp(place, id);
  t.is(volumes[0]?.files, 2);
  t.true((await verifyBackup(place, { volumes })).ok);
  await new Promise((resolve) => server.close(resolve));
});

test('a file system that is mounted within a volume is told, and keeps the volume from being restored', async (t) => {
  const place = await at.place();
  const { id, path } = await at.withVolume();
  await mkdir(join(path, 'nested'));
  await writeFile(join(path, 'file'), 'content');
  const { volumes } = await at.backUp(place, id);
  await run('mount', ['-t', 'tmpfs', 'none', join(path, 'nested')]);
  try {
    const { problems } = await measureBackup(place, { containerRuntimeId: id, volumes: true });
    t.like(problems[0], { code: 'nested_filesystem', blocking: false });
    await failsWith(t, restoreVolumes(place, { volumes }), 'in_use');
    t.deepEqual((await readdir(path)).toSorted(), ['file', 'nested']);
  } finally {
    await run('umount', [join(path, 'nested')]);
  }
});

test('a volume that only its engine can mount goes through the engine, and that is told', async (t) => {
  const place = await at.place();
  const name = `mounted-${newId().slice(-12)}`;
  await at.engine.createVolume({
    name,
    driver: 'local',
    driverOptions: { type: 'tmpfs', device: 'tmpfs', o: 'size=1m' },
  });
  const id = await at.container({ Binds: [`${name}:/data`] });
  const { problems } = await measureBackup(place, { containerRuntimeId: id, volumes: true });
  t.like(problems[0], { code: 'not_restorable', blocking: false });
  const { volumes } = await at.backUp(place, id);
  t.is(volumes[0]?.method, 'engine_archive');
  t.true((await verifyBackup(place, { volumes })).ok);
});

test('too little space is known before, and a disk that fills up leaves nothing of ours', async (t) => {
  const loops = await createLoopDevices(1, 48 * 1024 * 1024);
  const [device = ''] = loops.paths;
  const mount = join(loops.folder, 'small');
  await mkdir(mount);
  await run('mkfs.ext4', ['-q', device]);
  await run('mount', [device, mount]);
  try {
    const { id, path } = await at.withVolume();
    const file = await open(join(path, 'big'), 'w');
    for (let part = 0; part < 60; part += 1) await file.write(Buffer.alloc(1024 * 1024, part));
    await file.close();
    const place = await at.place({ directory: join(mount, 'backups') });
    const measured = await measureBackup(place, { containerRuntimeId: id, volumes: true });
    t.like(measured.problems[0], { code: 'not_enough_space', blocking: true });
    const request = { containerRuntimeId: id, backupId: newId(), directory: measured.directory, live: false };
    await failsWith(t, backupVolumes(place, { ...request, volumes: measured.volumes }), 'not_enough_space');
    const understated = measured.volumes.map((volume) => ({ ...volume, usedBytes: -60 * 1024 * 1024, entries: 0 }));
    await failsWith(t, backupVolumes(place, { ...request, volumes: understated }), 'disk_full');
    t.deepEqual(await readdir(join(mount, 'backups')), []);
    t.is((await stat(join(path, 'big'))).size, 60 * 1024 * 1024);
  } finally {
    await run('umount', [mount]);
    await loops.close();
  }
});

test('removing a backup takes its files and nothing else, twice is once', async (t) => {
  const place = await at.place();
  const { id, path } = await at.withVolume();
  await writeFile(join(path, 'file'), 'content');
  const first = await at.backUp(place, id);
  const second = await at.backUp(place, id);
  for (let round = 0; round < 2; round += 1) {
    await removeBackup(place, { backupId: first.request.backupId, volumes: first.volumes, imageTag: null });
  }
  await t.throwsAsync(access(first.volumes[0]?.location ?? ''));
  t.true((await verifyBackup(place, { volumes: second.volumes })).ok);
  const stray = { ...first.volumes[0], directory: path } as (typeof first.volumes)[number];
  await t.throwsAsync(removeBackup(place, { backupId: newId(), volumes: [stray], imageTag: null }));
  t.true((await readdir(path)).includes('file'));
});
