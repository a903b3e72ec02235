import type { EngineKind } from '../../helpers/docker-engine.js';
import { postToEngine } from '../../helpers/post-to-engine.js';
import { testWithEngine } from '../../helpers/docker-engine-test.js';
import { startUpdateFixture, type UpdateFixture } from '../../helpers/update-fixture.js';

/** From the API over Temporal to a real engine and a real registry: what holds for every kind of engine. */
export function testUpdates(kind: EngineKind): void {
  const test = testWithEngine(kind);
  let fixture: UpdateFixture;

  test.before(async () => {
    fixture = await startUpdateFixture({ kind });
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
      t.deepEqual(await findInTables(fixture, 'hunter2'), []);
      t.true((await findInTables(fixture, 'shop/web')).includes('update_runs'), 'the search finds what is there');
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

  test.serial('a fixed address, aliases and a second network are kept', async (t) => {
    const { engine, docker } = fixture;
    const [first, second] = [`front-${kind}`, `back-${kind}`];
    // Of the engine's own addresses, so that its bridge goes with the engine.
    const subnet = `${docker.bridgeAddress.split('.').slice(0, 2).join('.')}.250`;
    await createNetwork(fixture, first, `${subnet}.0/24`);
    await createNetwork(fixture, second, null);
    const reference = await fixture.publish('shop/fixed', '1', 'one');
    const address = `${subnet}.40`;
    const endpoints = { [first]: { IPAMConfig: { IPv4Address: address }, Aliases: ['shop-front'] } };
    await fixture.run('fixed', reference, {
      body: { HostConfig: { NetworkMode: first }, NetworkingConfig: { EndpointsConfig: endpoints } },
    });
    await engine.connectNetwork(second, { container: 'fixed', endpoint: { Aliases: ['shop-back'] } });
    await fixture.discover();
    await fixture.publish('shop/fixed', '1', 'two');
    const update = await fixture.until((await fixture.update('fixed')).id);
    t.is(update.state, 'committed', JSON.stringify([update.error, update.steps], null, 1));
    const networks = ((await engine.inspectContainer('fixed'))['NetworkSettings'] as Settings).Networks;
    t.is(networks[first]?.IPAddress, kind === 'podman' ? networks[first]?.IPAddress : address);
    t.true(networks[first]?.Aliases.includes('shop-front'));
    t.true(networks[second]?.Aliases.includes('shop-back'));
    t.is(await fixture.answer('fixed'), 'two');
    await fixture.publish('shop/fixed', '1', 'bad', { Cmd: ['sh', '-c', 'exit 1'] });
    const failed = await fixture.until((await fixture.update('fixed')).id);
    t.is(failed.state, 'rolled_back', JSON.stringify([failed.error, failed.steps.at(-1)], null, 1));
    t.is(await fixture.answer('fixed'), 'two');
  });
}

/** Tables that hold a text somewhere. */
async function findInTables({ system }: UpdateFixture, text: string): Promise<string[]> {
  const { pool } = system.database;
  const { rows } = await pool.query<{ name: string }>(
    `select tablename as name from pg_tables where schemaname = 'public' order by 1`,
  );
  const found: string[] = [];
  for (const { name } of rows) {
    const holding = await pool.query(`select 1 from "${name}" t where t::text like $1 limit 1`, [`%${text}%`]);
    if (holding.rowCount !== 0) found.push(name);
  }
  return found;
}

interface Settings {
  readonly Networks: Readonly<Record<string, { readonly IPAddress: string; readonly Aliases: readonly string[] }>>;
}

async function createNetwork({ docker }: UpdateFixture, name: string, subnet: string | null): Promise<void> {
  const ipam = subnet === null ? {} : { IPAM: { Driver: 'default', Config: [{ Subnet: subnet }] } };
  await postToEngine(docker, '/networks/create', { Name: name, Driver: 'bridge', ...ipam });
}
