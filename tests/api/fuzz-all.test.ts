import test from 'ava';
import { createObservationStore } from '../../src/activities/inventory/store-observations.js';
import { HostKeyModel } from '../../src/models/inventory/host-key-model.js';
import { newId } from '../../src/platform/ids/ids.js';
import { connectTemporal } from '../../src/platform/temporal/connection.js';
import {
  certificate,
  database,
  device,
  pool,
  pools,
  smart,
  smartOf,
  tick,
} from '../activities/inventory/observations-fixture.js';
import type { FuzzDocument } from '../helpers/api-fuzz.js';
import { assertFuzzed, NEVER_SERVED } from '../helpers/api-fuzz-assertions.js';
import { fuzzApi } from '../helpers/api-fuzz.js';
import { createTestUser } from '../helpers/api-server.js';
import { createTestCredential, enrolLocal, startFullApi, type FullApi } from '../helpers/full-api.js';
import { createLocalHosts, refuseLogin } from '../helpers/local-hosts.js';
import { seedContainers } from '../helpers/seed-containers.js';
import { createTestNamespace, testTemporalAddress } from '../helpers/system-namespace.js';

const REQUESTS = 10_000;
const SEED = 20_261_122;

/** One that presented another host key than the one that is known. */
async function seedHostKey(api: FullApi, serverId: string): Promise<void> {
  await HostKeyModel.query(api.db.database.knex).insert({
    id: newId(),
    serverId,
    algorithm: 'ssh-ed25519',
    keyBlob: Buffer.from(serverId),
    fingerprint: `SHA256:${'A'.repeat(43)}`,
    state: 'pending',
    trust: 'none',
    seenAt: new Date(),
  });
}

/** A server with one of everything that collections find. */
async function seedInventory(api: FullApi, serverId: string): Promise<void> {
  const seen = [
    smartOf([device(`S ${serverId}`, { smart: smart() })]),
    pools(pool('tank')),
    { collector: 'databases', observations: { databases: { items: [database(5432)], complete: true } } },
    { collector: 'certificates', observations: { certificates: { items: [certificate('/a.pem')], complete: true } } },
  ];
  await createObservationStore(api.db.database).store([tick(serverId, 0, seen)]);
}

test('ten thousand requests to every route of the product give no 5xx and only typed refusals', async (t) => {
  t.timeout(900_000);
  const namespace = await createTestNamespace();
  // A Temporal that is slow because the machine is busy is not what this is about.
  const temporal = connectTemporal({ address: testTemporalAddress(), namespace, callTimeoutMs: 18_000 });
  // Every server is this machine, whatever address the fuzzer gives it: nothing leaves the loopback.
  let uses = 0;
  const hosts = createLocalHosts({ before: async () => ((uses += 1) % 2 === 0 ? refuseLogin() : undefined) });
  const api = await startFullApi({ temporal, hosts });
  try {
    const self = await createTestUser(api, { name: 'fuzzer', role: 'admin' });
    for (let n = 0; n < 30; n += 1) {
      await createTestCredential(api);
      const serverId = await enrolLocal(api, { name: `fleet ${n}` });
      await seedInventory(api, serverId);
      await seedHostKey(api, serverId);
      await api.request('POST', '/api/credentials/ssh-keys', { json: { name: `key ${n}`, generate: 'ed25519' } });
    }
    // What hangs on it goes with it, and nothing makes it anew.
    const engines = await enrolLocal(api, { name: 'engines' });
    const discovery = await seedContainers(api, engines, 20);
    await api.request('POST', '/api/infrastructure/collection/runs', { json: {} });
    const document = (await api.request('GET', '/openapi.json', { token: null })).body as unknown as FuzzDocument;
    const startedAt = Date.now();
    const report = await fuzzApi({
      document,
      baseUrl: api.url,
      token: self.token,
      requests: REQUESTS,
      seed: SEED,
      places: { '/api/containers/hosts/{id}/discoveries': discovery },
      hopeless: Object.keys(NEVER_SERVED),
      protect: [self.id, self.tokenId, engines],
    });
    t.log(JSON.stringify(report.classes), `${Date.now() - startedAt} ms`);
    for (const line of api.logLines) if (line['err'] !== undefined) t.log(JSON.stringify(line).slice(0, 1_000));
    await assertFuzzed(t, api, report, self.token);
  } finally {
    await api.stop();
    await temporal.close();
  }
});
