import { access, chmod, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { backupConfigAndImage } from '../../../../src/activities/containers/backups/backup-config.js';
import { removeBackup } from '../../../../src/activities/containers/backups/remove-backup.js';
import { commitRestore, restoreVolumes } from '../../../../src/activities/containers/backups/restore-volumes.js';
import { verifyBackup } from '../../../../src/activities/containers/backups/verify-backup.js';
import { newId } from '../../../../src/platform/ids/ids.js';
import { ConnectionPool } from '../../../../src/platform/ssh/connection-pool.js';
import type { Transport } from '../../../../src/platform/ssh/transport.js';
import { testWithEngine } from '../../../helpers/docker-engine-test.js';
import { startSshdFleet, type SshdFleet } from '../../../helpers/sshd-fleet.js';
import { describeFleetTarget } from '../../../helpers/sshd-target.js';
import { createLoginUser, type LoginUser } from '../../../helpers/sshd-user.js';
import { BackupCase, failsWith } from './backup-case.js';
import { damageVolume, describeTree, seedVolume } from './seeded-volume.js';

const test = testWithEngine('debian');
const at = new BackupCase(test);
let user: LoginUser;
let plain: LoginUser;
let fleet: SshdFleet;
let pool: ConnectionPool;
let home: string;

test.before(async () => {
  user = await createLoginUser({ passwordlessSudo: true });
  plain = await createLoginUser();
  fleet = await startSshdFleet({
    hosts: [
      { name: 'sudo', user: user.name },
      { name: 'plain', user: plain.name },
    ],
  });
  pool = new ConnectionPool();
  home = await mkdtemp(join(tmpdir(), 'of-the-login-'));
  await chmod(home, 0o777);
});
test.after.always(async () => {
  await pool.close();
  await fleet.stop();
  await user.remove();
  await plain.remove();
  await rm(home, { recursive: true, force: true });
});

const lease = async (name: string): Promise<Transport> =>
  (await pool.lease(describeFleetTarget(fleet, fleet.host(name)))).transport;

test('a login with sudo backs up and restores as root over SSH', async (t) => {
  const place = await at.place({ transport: await lease('sudo'), host: { tools: {}, sudo: 'passwordless' } });
  const { id, path } = await at.withVolume();
  await seedVolume(path);
  const before = await describeTree(path);
  const { volumes } = await at.backUp(place, id);
  t.is(volumes[0]?.method, 'tar');
  t.true((await verifyBackup(place, { volumes })).ok);
  await damageVolume(path);
  await restoreVolumes(place, { volumes });
  await commitRestore(place, { volumes });
  t.deepEqual(await describeTree(path), before);
});

test('a login without root gets the engine’s archive into a directory of its own', async (t) => {
  const directory = join(home, 'backups of ours');
  const place = await at.place({ transport: await lease('plain'), host: { tools: {}, sudo: 'none' }, directory });
  const { id, path } = await at.withVolume();
  await mkdir(join(path, 'folder'));
  await writeFile(join(path, 'folder', "it's"), 'content');
  const { request, volumes } = await at.backUp(place, id);
  t.like(volumes[0], { method: 'engine_archive', files: 3, consistent: true });
  t.true((await verifyBackup(place, { volumes })).ok);
  const again = await at.backUp(place, id);
  t.not(again.volumes[0]?.location, volumes[0]?.location);
  const location = volumes[0]?.location ?? '';
  const content = await readFile(location);
  content[600] = (content[600] ?? 0) ^ 1;
  await writeFile(location, content);
  t.false((await verifyBackup(place, { volumes })).ok);
  await failsWith(t, restoreVolumes(place, { volumes: again.volumes }), 'not_possible');
  await removeBackup(place, { backupId: request.backupId, volumes, imageTag: null });
  await t.throwsAsync(access(location));
});

test('settings are read whole, and the image stays by a tag of ours until the backup is removed', async (t) => {
  const place = await at.place();
  const { id } = await at.withVolume();
  const request = { containerRuntimeId: id, backupId: newId(), containerName: 'My_Container--Ünï.1' };
  const first = await backupConfigAndImage(place, request);
  const second = await backupConfigAndImage(place, request);
  t.is(first.imageTag, second.imageTag);
  t.regex(first.imageTag, /^millwright-backup\/my-container-n-1:[0-9a-f]{8}$/);
  t.is(first.imageReference, 'test.local/backed-up:1');
  t.regex(first.config.toString(), /PASSWORD=of-the-container/);
  t.is((await at.engine.inspectImage(first.imageTag))['Id'], first.imageId);
  const removal = { backupId: request.backupId, volumes: [], imageTag: first.imageTag };
  await removeBackup(place, removal);
  await removeBackup(place, removal);
  await t.throwsAsync(at.engine.inspectImage(first.imageTag));
  t.is((await at.engine.inspectImage('test.local/backed-up:1'))['Id'], first.imageId);
});
