import test from 'ava';
import { defineHistoryQuery, findUnboundedTables } from '../../../src/models/series/history-query.js';

const BOUNDED = 'select 1 from samples r where r.at >= $1 and r.at < $2';

test('a history query without time bounds is rejected', (t) => {
  for (const text of [
    'select 1 from samples r',
    'select 1 from samples r where r.at >= $1',
    'select 1 from samples r where r.at < $1',
    `select 1 from samples r where r.at >= now() - interval '1 day' and r.at < now()`,
    `select 1 from series s join packed_days d on d.series_id = s.id`,
    `${BOUNDED} union all select 1 from rollup_days d where d.day >= $1`,
  ]) {
    t.throws(() => defineHistoryQuery('bad', text), { instanceOf: TypeError, message: /without time bounds/u });
  }
});

test('a history query with both bounds as parameters is accepted', (t) => {
  t.deepEqual(defineHistoryQuery('good', BOUNDED)([1, 2]), { name: 'good', text: BOUNDED, values: [1, 2] });
});

test('every reference to a table needs bounds of its own', (t) => {
  t.deepEqual(findUnboundedTables(`${BOUNDED} union all select 1 from samples o where r.at >= $1 and r.at < $2`), [
    'samples o',
  ]);
});
