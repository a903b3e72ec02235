import { testWithEngine } from '../../helpers/docker-engine-test.js';
import { startUpdateFixture, type UpdateFixture } from '../../helpers/update-fixture.js';

// From the API over Temporal to a real engine and a real registry.
const test = testWithEngine('debian');
let fixture: UpdateFixture;

test.before(async () => {
  fixture = await startUpdateFixture();
});
test.after.always(async () => {
  await fixture?.stop();
});

const names = async (): Promise<string[]> => (await fixture.engine.listContainers()).map(({ name }) => name).sort();

test.serial(
  'a newer image under the same tag: the new container serves, the old one is gone, the row stays',
  async (t) => {
    const reference = await fixture.publish('shop/web', '1', 'one');
    const oldId = await fixture.run('web', reference, {
      body: { Env: ['PASSWORD=hunter2'], Labels: { team: 'shop' } },
    });
    await fixture.discover();
    const rowId = await fixture.containerId('web');
    t.is(await fixture.answer('web'), 'one');
    await fixture.publish('shop/web', '1', 'two');
    const started = await fixture.update('web');
    const update = await fixture.until(started.id);
    t.is(update.state, 'committed', JSON.stringify([update.error, update.steps], null, 1));
    t.is(await fixture.answer('web'), 'two');
    t.deepEqual(await names(), ['web']);
    const inspect = await fixture.engine.inspectContainer('web');
    t.not(inspect['Id'], oldId);
    t.is(await fixture.containerId('web'), rowId);
    t.false(JSON.stringify(update).includes('hunter2'));
    t.true(update.steps.every(({ state }) => state === 'succeeded'));
  },
);

test.serial('a broken image is rolled back by itself: the same container as before', async (t) => {
  const reference = await fixture.publish('shop/api', '1', 'one');
  const oldId = await fixture.run('api', reference, { body: { HostConfig: { RestartPolicy: { Name: 'always' } } } });
  await fixture.discover();
  await fixture.publish('shop/api', '1', 'broken', { Cmd: ['sh', '-c', 'exit 3'] });
  const update = await fixture.until((await fixture.update('api')).id);
  t.is(update.state, 'rolled_back', JSON.stringify([update.error, update.steps], null, 1));
  t.is(await fixture.answer('api'), 'one');
  const inspect = await fixture.engine.inspectContainer('api');
  t.is(inspect['Id'], oldId);
  t.is((inspect['HostConfig'] as { RestartPolicy: { Name: string } }).RestartPolicy.Name, 'always');
  const image = await fixture.engine.inspectImage(reference);
  t.is(image['Id'], inspect['Image']);
});
