import test from 'ava';
import { createTestAdmin, createTestUser, startTestApi } from '../helpers/api-server.js';
import { assertFuzzed } from '../helpers/api-fuzz-assertions.js';
import { fuzzApi, type FuzzDocument } from '../helpers/api-fuzz.js';
import { createTestDatabase } from '../helpers/database.js';

const REQUESTS = 10_000;

test('ten thousand requests made from the API’s own description give no 5xx and only typed refusals', async (t) => {
  t.timeout(600_000);
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
    await assertFuzzed(t, api, report, self.token);
  } finally {
    await api.close();
    await db.drop();
  }
});
