import { testWithEngine } from '../../helpers/docker-engine-test.js';
import { waitUntil } from '../../helpers/wait-until.js';
import { startUpdateFixture, type UpdateFixture } from '../../helpers/update-fixture.js';

// Containers that need more than stop and start: members of one namespace, volumes, states, those that remove themselves.
const test = testWithEngine('debian');
let fixture: UpdateFixture;

test.before(async () => {
  fixture = await startUpdateFixture();
});
test.after.always(async () => {
  await fixture?.stop();
});

const inspect = (name: string) => fixture.engine.inspectContainer(name);
const status = async (name: string): Promise<string> => ((await inspect(name))['State'] as { Status: string }).Status;
const strays = async (): Promise<string[]> =>
  (await fixture.engine.listContainers()).map(({ name }) => name).filter((name) => name.includes('.mw-'));

const exec = (name: string, script: string) =>
  fixture.engine.exec(name, { argv: ['sh', '-c', script], timeoutMs: 10_000, maxOutputBytes: 10_000 });

test.serial('those that share the network of the updated one are recreated after it and reach it again', async (t) => {
  const reference = await fixture.publish('kinds/vpn', '1', 'one');
  const side = await fixture.publish('kinds/side', '1', 'side', { Cmd: ['sleep', '100000'] });
  const owner = await fixture.run('vpn', reference);
  await fixture.run('side', side, { body: { HostConfig: { NetworkMode: `container:${owner}` } } });
  await fixture.publish('kinds/vpn', '1', 'two');
  await fixture.discover();
  const update = await fixture.until((await fixture.update('vpn')).id);
  t.is(update.state, 'committed', JSON.stringify([update.error, update.steps.at(-1)]));
  const now = await inspect('vpn');
  t.is(
    ((await inspect('side'))['HostConfig'] as { NetworkMode: string }).NetworkMode,
    `container:${String(now['Id'])}`,
  );
  t.is((await exec('side', 'wget -q -O - http://127.0.0.1:8080/index.html')).stdout, 'two');
  t.deepEqual(await strays(), []);
});

test.serial('a broken owner: owner and member are both the former ones again', async (t) => {
  const owner = String((await inspect('vpn'))['Id']);
  const side = String((await inspect('side'))['Id']);
  await fixture.publish('kinds/vpn', '1', 'bad', { Cmd: ['sh', '-c', 'sleep 0.2; exit 1'] });
  const update = await fixture.until((await fixture.update('vpn')).id);
  t.is(update.state, 'rolled_back', JSON.stringify(update.error));
  t.is((await inspect('vpn'))['Id'], owner);
  t.is((await inspect('side'))['Id'], side);
  t.is(await fixture.answer('vpn'), 'two');
  t.is((await exec('side', 'wget -q -O - http://127.0.0.1:8080/index.html')).stdout, 'two');
});

test.serial('a failed update gives volumes back as they were, where the policy says so', async (t) => {
  const command = (version: string, more: string) => ({
    Cmd: ['sh', '-c', `${more}; echo ${version} > /www/index.html; exec httpd -f -p 8080 -h /www`],
    Volumes: { '/data': {} },
  });
  const reference = await fixture.publish('kinds/store', '1', '-', command('one', 'true'));
  await fixture.engine.createVolume({ name: 'store-data' });
  const id = await fixture.run('store', reference, { body: { HostConfig: { Binds: ['store-data:/data'] } } });
  await exec('store', 'echo precious > /data/file; mkdir /data/sub; ln -s file /data/link');
  const broken = {
    ...command('two', 'echo spoilt > /data/file; rm -r /data/sub; touch /data/new'),
    Healthcheck: { Test: ['CMD', 'false'], Interval: 300_000_000, Retries: 1 },
  };
  await fixture.publish('kinds/store', '1', '--', broken);
  await fixture.discover();
  const policy = { backup: { image: true, volumes: true }, rollback: { automatic: true, restoreVolumes: true } };
  const update = await fixture.until((await fixture.update('store', { policy })).id);
  t.is(update.state, 'rolled_back', JSON.stringify([update.error, update.steps], null, 1));
  t.is(update.error?.code, 'unhealthy');
  t.is((await inspect('store'))['Id'], id);
  const found = await exec('store', 'cat /data/file; ls /data; readlink /data/link');
  t.is(found.stdout, 'precious\nfile\nlink\nsub\nfile\n');
  const backups = await fixture.system.list<{ state: string; volumes: unknown[]; verifiedAt: string | null }>(
    `/api/containers/backups?containerId=${update.containerId}`,
  );
  t.is(backups.length, 1);
  t.is(backups[0]?.state, 'completed');
  t.is(backups[0]?.volumes.length, 1);
  t.truthy(backups[0]?.verifiedAt);
});

test.serial('stopped stays stopped, paused stays paused', async (t) => {
  const reference = await fixture.publish('kinds/still', '1', 'one');
  await fixture.run('stopped', reference, { start: false });
  const paused = await fixture.run('paused', reference);
  await fixture.engine.pauseContainer(paused);
  await fixture.publish('kinds/still', '1', 'two');
  await fixture.discover();
  for (const name of ['stopped', 'paused']) {
    const before = String((await inspect(name))['Id']);
    const update = await fixture.until((await fixture.update(name)).id);
    t.is(update.state, 'committed', JSON.stringify([update.error, update.steps.at(-1)]));
    t.not((await inspect(name))['Id'], before);
  }
  t.is(await status('stopped'), 'created');
  t.is(await status('paused'), 'paused');
  await fixture.engine.unpauseContainer('paused');
  t.is(await fixture.answer('paused'), 'two');
});

test.serial(
  'one that removes itself when it stops is updated, and a copy of it comes back when the new one fails',
  async (t) => {
    const reference = await fixture.publish('kinds/brief', '1', 'one');
    await fixture.run('brief', reference, { body: { HostConfig: { AutoRemove: true }, Volumes: { '/kept': {} } } });
    await exec('brief', 'echo kept > /kept/file');
    await fixture.publish('kinds/brief', '1', 'two');
    await fixture.discover();
    const update = await fixture.until((await fixture.update('brief')).id);
    t.is(update.state, 'committed', JSON.stringify([update.error, update.steps], null, 1));
    t.is(await fixture.answer('brief'), 'two');
    t.is((await exec('brief', 'cat /kept/file')).stdout, 'kept\n');
    await fixture.publish('kinds/brief', '1', 'bad', { Cmd: ['sh', '-c', 'exit 1'] });
    const failed = await fixture.until((await fixture.update('brief')).id);
    t.is(failed.state, 'rolled_back', JSON.stringify([failed.error, failed.steps], null, 1));
    t.is(await fixture.answer('brief'), 'two');
    t.is((await exec('brief', 'cat /kept/file')).stdout, 'kept\n');
    t.deepEqual(await strays(), []);
  },
);

test.serial('probes run from the host decide as well', async (t) => {
  const reference = await fixture.publish('kinds/probed', '1', 'one');
  const id = await fixture.run('probed', reference);
  await fixture.publish('kinds/probed', '1', 'two', { Cmd: ['httpd', '-f', '-p', '9999', '-h', '/www'] });
  await fixture.discover();
  const health = {
    stabilitySeconds: 1,
    timeoutSeconds: 4,
    probes: [{ type: 'http', port: 8080, path: '/index.html' }],
  };
  const update = await fixture.until((await fixture.update('probed', { policy: { health } })).id);
  t.is(update.state, 'rolled_back', JSON.stringify(update.error));
  t.is(update.error?.code, 'probe_failed');
  t.is((await inspect('probed'))['Id'], id);
});

test.serial('an unhealthy dependant is found before anything is stopped', async (t) => {
  const reference = await fixture.publish('kinds/owner-of-ill', '1', 'one');
  const owner = await fixture.run('owner-of-ill', reference);
  const ill = await fixture.run('ill', reference, {
    body: {
      Cmd: ['sleep', '1000'],
      HostConfig: { NetworkMode: `container:${owner}` },
      Healthcheck: { Test: ['CMD', 'false'], Interval: 1_000_000_000, Retries: 1 },
    },
  });
  await waitUntil(async () => {
    const { Health } = (await fixture.engine.inspectContainer('ill'))['State'] as { Health?: { Status: string } };
    return Health?.Status === 'unhealthy';
  }, 30_000);
  await fixture.publish('kinds/owner-of-ill', '1', 'two');
  await fixture.discover();
  const ended = await fixture.until((await fixture.update('owner-of-ill')).id);
  t.is(ended.state, 'failed');
  t.is(ended.error?.code, 'unhealthy_dependant', JSON.stringify(ended.error));
  t.is((await fixture.engine.inspectContainer('owner-of-ill'))['Id'], owner);
  t.is((await fixture.engine.inspectContainer('ill'))['Id'], ill);
});
