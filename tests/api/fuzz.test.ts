import test from 'ava';
import { createTestAdmin, createTestUser, startTestApi } from '../helpers/api-server.js';
import { fuzzApi, type FuzzDocument } from '../helpers/api-fuzz.js';
import { createTestDatabase } from '../helpers/database.js';

const REQUESTS = 10_000;

test('ten thousand requests made from the API’s own description give no 5xx and only typed refusals', async (t) => {
  t.timeout(180_000);
  const db = await createTestDatabase();
  const unlimited = { requests: 1_000_000, perSeconds: 60 };
  const api = await startTestApi({ database: db.database, api: { tokenBudget: unlimited, failureBudget: unlimited } });
  try {
    await createTestAdmin(api, db.database);
    const self = await createTestUser(api, { name: 'fuzzer', role: 'admin' });
    const document = (await api.request('GET', '/openapi.json', { token: null })).body as unknown as FuzzDocument;
    const startedAt = Date.now();
    const report = await fuzzApi({
      document,
      baseUrl: api.url,
      token: self.token,
      requests: REQUESTS,
      seed: 20_261_121,
      protect: [self.id, self.tokenId],
    });
    t.log(JSON.stringify(report.classes), `${Date.now() - startedAt} ms`);
    t.deepEqual(report.serverErrors, []);
    t.deepEqual(report.malformedProblems, []);
    t.deepEqual(report.failures, []);
    // A fuzz that only ever hits the front door proves nothing.
    for (const [operationId, statuses] of Object.entries(report.byOperation)) {
      t.true(
        Object.keys(statuses).some((status) => status.startsWith('2')),
        `${operationId} was never served: ${JSON.stringify(statuses)}`,
      );
    }
    t.is((await api.request('GET', '/api/auth/whoami', { token: self.token })).status, 200);
  } finally {
    await api.close();
    await db.drop();
  }
});
