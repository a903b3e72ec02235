import { setTimeout as sleep } from 'node:timers/promises';
import { testWithEngine } from '../../helpers/docker-engine-test.js';
import { startUpdateFixture, type UpdateFixture } from '../../helpers/update-fixture.js';
import { waitUntil } from '../../helpers/wait-until.js';

// Containers in states that nobody wants them in, and what an engine only says at the start.
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
const host = async (name: string) => (await inspect(name))['HostConfig'] as Record<string, unknown>;
const SLEEP = { Cmd: ['sleep', '100000'] };
const CRASH = { Cmd: ['sh', '-c', 'exit 1'] };

test.serial('an engine that fails to start the new one is not tried for days: the old one comes back', async (t) => {
  const reference = await fixture.publish('odd/user', '1', 'one');
  const id = await fixture.run('user', reference);
  await fixture.publish('odd/user', '1', 'two', { User: 'nobody-has-this-name' });
  await fixture.discover();
  const update = await fixture.until((await fixture.update('user')).id, [], 60_000);
  t.is(update.state, 'rolled_back', JSON.stringify([update.error, update.steps.at(-1)]));
  t.is(update.error?.code, 'cannot_start');
  t.regex(update.error?.message ?? '', /nobody-has-this-name/);
  t.is((await inspect('user'))['Id'], id);
  t.is(await fixture.answer('user'), 'one');
  t.deepEqual(await strays(), []);
});

test.serial('what is linked to the updated one is linked to its successor', async (t) => {
  const reference = await fixture.publish('odd/db', '1', 'one');
  const side = await fixture.publish('odd/linking', '1', 'side', SLEEP);
  await fixture.run('db', reference);
  await fixture.run('other', side);
  await fixture.run('linking', side, { body: { HostConfig: { Links: ['db:database', 'db:store', 'other:other'] } } });
  await fixture.publish('odd/db', '1', 'two');
  await fixture.discover();
  const update = await fixture.until((await fixture.update('db')).id, [], 60_000);
  t.is(update.state, 'committed', JSON.stringify([update.error, update.steps.at(-1)]));
  const links = (await host('linking'))['Links'] as string[];
  t.deepEqual(links.toSorted(), ['/db:/linking/database', '/db:/linking/store', '/other:/linking/other']);
  const { stdout } = await fixture.engine.exec('linking', {
    argv: ['wget', '-q', '-O', '-', 'http://database:8080/index.html'],
    timeoutMs: 10_000,
    maxOutputBytes: 1_000,
  });
  t.is(stdout, 'two');
  t.deepEqual(await strays(), []);
});

test.serial(
  'several links, which the engine tells in another order each time, are no change of settings',
  async (t) => {
    const side = await fixture.publish('odd/linked', '1', 'side', SLEEP);
    await fixture.run('linked', side);
    const reference = await fixture.publish('odd/many-links', '1', 'one');
    const Links = ['a', 'b', 'c', 'd', 'e', 'f'].map((alias) => `linked:${alias}`);
    await fixture.run('many-links', reference, { body: { HostConfig: { Links } } });
    await fixture.publish('odd/many-links', '1', 'two');
    await fixture.discover();
    const update = await fixture.until((await fixture.update('many-links')).id, [], 60_000);
    t.is(update.state, 'committed', JSON.stringify([update.error, update.steps.at(-1)]));
    t.is(((await host('many-links'))['Links'] as string[]).length, 6);
  },
);

test.serial('who borrows volumes gets the one as well that only the new image of the lender declares', async (t) => {
  const reference = await fixture.publish('odd/lender', '1', 'one', { Volumes: { '/lent': {} } });
  const side = await fixture.publish('odd/borrower', '1', 'side', SLEEP);
  const id = await fixture.run('lender', reference);
  await fixture.run('by-name', side, { body: { HostConfig: { VolumesFrom: ['lender:ro'] } } });
  await fixture.run('by-id', side, { body: { HostConfig: { VolumesFrom: [id] } } });
  await fixture.publish('odd/lender', '1', 'two', { Volumes: { '/lent': {}, '/more': {} } });
  await fixture.discover();
  const update = await fixture.until((await fixture.update('lender')).id, [], 60_000);
  t.is(update.state, 'committed', JSON.stringify([update.error, update.steps.at(-1)]));
  const volumes = async (name: string) =>
    ((await inspect(name))['Mounts'] as { Destination: string; Name: string }[])
      .map(({ Destination, Name }) => `${Destination} ${Name}`)
      .toSorted();
  const lent = await volumes('lender');
  t.is(lent.length, 2);
  t.deepEqual([await volumes('by-name'), await volumes('by-id')], [lent, lent]);
});

const restarting = (name: string) => waitUntil(async () => (await status(name)) === 'restarting', 30_000);
const always = { body: { HostConfig: { RestartPolicy: { Name: 'always' } } } };

test.serial('one that restarts again and again is updated to the image that repairs it', async (t) => {
  const reference = await fixture.publish('odd/crashing', '1', 'one', CRASH);
  await fixture.run('crashing', reference, always);
  await fixture.publish('odd/crashing', '1', 'two');
  await fixture.discover();
  // The engine waits longer before each restart.
  await sleep(3_000);
  await restarting('crashing');
  const update = await fixture.until((await fixture.update('crashing')).id, [], 60_000);
  t.is(update.state, 'committed', JSON.stringify([update.error, update.steps.at(-1)]));
  t.is(await fixture.answer('crashing'), 'two');
  t.deepEqual((await host('crashing'))['RestartPolicy'], { Name: 'always', MaximumRetryCount: 0 });
});

test.serial('one that restarts again and again, and whose update does as well, is back as it was', async (t) => {
  const reference = await fixture.publish('odd/hopeless', '1', 'one', CRASH);
  const id = await fixture.run('hopeless', reference, always);
  await fixture.publish('odd/hopeless', '1', 'two', { Cmd: ['sh', '-c', 'exit 2'] });
  await fixture.discover();
  await sleep(3_000);
  await restarting('hopeless');
  const update = await fixture.until((await fixture.update('hopeless')).id, [], 60_000);
  t.is(update.state, 'rolled_back', JSON.stringify([update.error, update.steps.at(-1)]));
  t.false(update.needsAttention);
  t.is((await inspect('hopeless'))['Id'], id);
  t.deepEqual((await host('hopeless'))['RestartPolicy'], { Name: 'always', MaximumRetryCount: 0 });
});

test.serial('one that was taken off its only network is on none after the update', async (t) => {
  const reference = await fixture.publish('odd/off', '1', 'one', SLEEP);
  await fixture.run('off', reference);
  await fixture.engine.disconnectNetwork('bridge', { container: 'off' });
  await fixture.publish('odd/off', '1', 'two', SLEEP);
  await fixture.discover();
  const update = await fixture.until((await fixture.update('off')).id, [], 60_000);
  t.is(update.state, 'committed', JSON.stringify([update.error, update.steps.at(-1)]));
  t.deepEqual(networksOf(await inspect('off')), []);
});

const networksOf = (container: Record<string, unknown>): string[] =>
  Object.keys((container['NetworkSettings'] as { Networks: Record<string, unknown> }).Networks);

test.serial('who cancels while a step is tried again and again does not wait for its success', async (t) => {
  const reference = await fixture.publish('odd/waiting', '1', 'one');
  const id = await fixture.run('waiting', reference);
  await fixture.publish('odd/waiting', '1', 'two');
  await fixture.discover();
  const { id: updateId } = await fixture.update('waiting', { policy: { approval: 'always' } });
  const { approvalId } = await fixture.until(updateId, ['waiting_for_approval']);
  await fixture.registry.stop();
  await fixture.system.ask('POST', `/api/approvals/${approvalId ?? ''}/approve`, {});
  await waitUntil(async () => (await fixture.read(updateId)).steps.some(({ attempt }) => attempt > 1), 60_000);
  await fixture.system.ask('POST', `/api/containers/updates/${updateId}/cancel`);
  const ended = await fixture.until(updateId, [], 60_000);
  t.is(ended.state, 'cancelled', JSON.stringify([ended.error, ended.steps.at(-1)]));
  t.is((await inspect('waiting'))['Id'], id);
  t.deepEqual(await strays(), []);
});
