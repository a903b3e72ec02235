import test from 'ava';
import { findFreePort } from '../../src/platform/process/ports.js';
import { createTestDatabase } from '../helpers/database.js';
import { createTestNamespace, testTemporalAddress } from '../helpers/system-namespace.js';
import { startCli } from '../helpers/system-process.js';
import { withDataDirectory } from './main-fixture.js';

const START_MS = 240_000;

test('`up` enrols and collects its own machine, shows a token once, stops cleanly and keeps its data', async (t) => {
  t.timeout(3 * START_MS);
  const db = await createTestDatabase();
  const namespace = await createTestNamespace();
  await withDataDirectory(async (directory) => {
    const port = await findFreePort();
    const environment = {
      DATABASE_URL: db.url,
      DATABASE_OWNER_URL: db.ownerUrl,
      TEMPORAL_ADDRESS: testTemporalAddress(),
      TEMPORAL_NAMESPACE: namespace,
      MILLWRIGHT_DATA_DIR: directory,
      PORT: String(port),
      LOG_LEVEL: 'warn',
    };
    const first = startCli(['up'], environment);
    let token = '';
    try {
      await first.waitForOutput('Ctrl-C stops everything', START_MS);
      t.regex(first.output(), /First collection completed: 1 of 1 server\(s\)/);
      token = /^ {2}(mw_\w{49})$/m.exec(first.output())?.[1] ?? '';
      t.not(token, '');
      const servers = await get(port, '/api/infrastructure/servers', token);
      t.like(servers.items[0], { name: 'localhost', transport: 'local', status: 'online' });
      const ready = await fetch(`http://127.0.0.1:${port}/health/ready`);
      t.is(ready.status, 200);
    } finally {
      t.is(await first.stop(), 0, first.output());
    }
    const second = startCli(['up', '--no-enrol-localhost'], environment);
    try {
      await second.waitForOutput('Ctrl-C stops everything', START_MS);
      t.notRegex(second.output(), /mw_/);
      t.is((await get(port, '/api/infrastructure/servers', token)).items.length, 1);
    } finally {
      t.is(await second.stop(), 0, second.output());
    }
  });
  await db.drop();
});

async function get(port: number, place: string, token: string): Promise<{ items: Record<string, unknown>[] }> {
  const response = await fetch(`http://127.0.0.1:${port}${place}`, { headers: { authorization: `Bearer ${token}` } });
  return (await response.json()) as { items: Record<string, unknown>[] };
}
