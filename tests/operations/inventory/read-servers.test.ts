import { randomBytes } from 'node:crypto';
import test from 'ava';
import pg from 'pg';
import type { CallContext } from '../../../src/operations/context.js';
import { listServers } from '../../../src/operations/inventory/read-servers.js';
import { connectDatabase } from '../../../src/platform/db/database.js';
import { migrateDatabase } from '../../../src/platform/db/migrate.js';
import { newId } from '../../../src/platform/ids/ids.js';
import { APPLICATION_ROLE, createTestDatabase } from '../../helpers/database.js';

// Databases that people bring along: their order of texts is not ours to choose.
const LOCALES: Readonly<Record<string, string>> = {
  'bytewise order': `locale_provider libc lc_collate 'C' lc_ctype 'C' encoding 'UTF8'`,
  'German dictionary order': `locale_provider icu icu_locale 'de-DE' lc_collate 'C' lc_ctype 'C' encoding 'UTF8'`,
  'an order that skips punctuation': `locale_provider icu icu_locale 'en-US-u-ka-shifted' lc_collate 'C' lc_ctype 'C' encoding 'UTF8'`,
};
const NAMES = [
  'a-b',
  'ab',
  'a b',
  'aB1',
  'A-b2',
  'Ab3',
  'ä',
  'Z',
  'z1',
  'ß',
  'ss',
  'web-01',
  'web01',
  'Web_01',
  'web 01',
];

for (const [title, locale] of Object.entries(LOCALES)) {
  test(`a list of servers loses and repeats nothing in ${title}, and has the same order everywhere`, async (t) => {
    // The application's role exists once the first test database does.
    await (await createTestDatabase()).drop();
    const adminUrl = process.env.TEST_DATABASE_URL ?? '';
    const name = `mw_test_${randomBytes(6).toString('hex')}`;
    const admin = new pg.Client({ connectionString: adminUrl });
    await admin.connect();
    await admin.query(`create database ${name} template template0 ${locale}`);
    const url = new URL(adminUrl);
    url.pathname = `/${name}`;
    await migrateDatabase({ ownerUrl: url.href, applicationRole: APPLICATION_ROLE });
    const database = connectDatabase({ url: url.href, applicationName: 'tests', maxConnections: 2 });
    try {
      for (const server of NAMES) {
        const values = [newId(), server];
        await database.pool.query(
          `insert into servers (id, name, address, transport) values ($1, $2, 'h', 'local')`,
          values,
        );
      }
      const context = { database } as unknown as CallContext;
      const paged: string[] = [];
      for (let after: { name: string; id: string } | undefined; paged.length <= NAMES.length;) {
        const [server] = await listServers(context, { limit: 1, after });
        if (server === undefined) break;
        paged.push(server.name);
        after = { name: server.name, id: server.id };
      }
      const bytewise = [...NAMES].sort((left, right) => Buffer.compare(Buffer.from(left), Buffer.from(right)));
      t.deepEqual(paged, bytewise);
    } finally {
      await database.close();
      await admin.query(`drop database ${name} with (force)`);
      await admin.end();
    }
  });
}
