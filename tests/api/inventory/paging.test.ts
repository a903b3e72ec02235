import test from 'ava';
import { enrolLocal, itemsOf, readAllPages, SERVERS, startFullApi, type FullApi } from '../../helpers/full-api.js';

let api: FullApi;
// Capitals, accents, blanks and punctuation: what collations disagree about.
const STEMS = ['node-', 'Node_', 'NODE ', 'node', 'nóde-', 'Nödé', 'a-b', 'ab', 'A b', 'ß', 'ss', 'Zürich/'];
const NAMES = Array.from({ length: 120 }, (_, n) => `${STEMS[n % STEMS.length] ?? ''}${Math.floor(n / STEMS.length)}`);

test.before(async () => {
  api = await startFullApi();
  for (const name of NAMES) await enrolLocal(api, { name });
});
test.after.always(() => api?.stop());

for (const limit of [1, 7, 50, 119, 120, 121, 500]) {
  test.serial(`pages of ${limit} hold each of 120 servers exactly once, in one order`, async (t) => {
    const whole = (await readAllPages(api, `${SERVERS}?limit=500`)).map(({ name }) => String(name));
    const paged = (await readAllPages(api, `${SERVERS}?limit=${limit}`)).map(({ name }) => String(name));
    t.deepEqual(paged, whole);
    t.deepEqual([...whole].sort(), [...NAMES].sort());
  });
}

test.serial('servers that come and go between two pages make no other one appear twice or not at all', async (t) => {
  const first = await api.request('GET', `${SERVERS}?limit=40&site=default`);
  const seen = itemsOf(first).map(({ name }) => String(name));
  const added = await enrolLocal(api, { name: 'AA first of all', site: 'elsewhere' });
  await api.request('PATCH', `${SERVERS}/${added}`, { json: { site: 'default' } });
  const cursor = encodeURIComponent(String(first.body?.nextCursor));
  const rest = await api.request('GET', `${SERVERS}?limit=500&site=default&cursor=${cursor}`);
  const names = [...seen, ...itemsOf(rest).map(({ name }) => String(name))];
  t.deepEqual(names.filter((name) => NAMES.includes(name)).sort(), [...NAMES].sort());
});
