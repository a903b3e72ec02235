import { appendAudit } from '../../../src/platform/audit/append.js';
import { connectDatabase } from '../../../src/platform/db/database.js';
import { ENTRY } from './chain-fixture.js';

/** A process that appends on its own connections: url, its number, how many entries. */
const [url = '', number = '', count = '0'] = process.argv.slice(2);
const database = connectDatabase({ url, applicationName: `appender-${number}`, maxConnections: 2 });
const actor = { ...ENTRY.actor, id: `actor-${number}` };
const appends = Array.from(
  { length: Number(count) },
  (_, index) => () => database.knex.transaction((trx) => appendAudit(trx, { ...ENTRY, actor, details: { index } })),
);
// Two at a time within the process as well.
const run = async (): Promise<void> => {
  for (let next = appends.shift(); next !== undefined; next = appends.shift()) await next();
};
await Promise.all([run(), run()]);
await database.close();
