import test from 'ava';
import { fc, runs } from '../../helpers/properties.js';
import type { SqlEngine } from '../../../src/platform/sql/reading.js';
import { loadSqlParser, readSql } from '../../../src/platform/sql/read-sql.js';

const RUNS = Number(process.env['FUZZ_RUNS'] ?? 20_000);
const ENGINES: readonly SqlEngine[] = ['postgresql', 'mysql', 'sqlite', 'redis', 'mongodb'];

/** Engine, text, and the effects of its statements in their order; `doubt` where it must be held. */
const CASES: readonly (readonly [SqlEngine, string, string])[] = [
  ['postgresql', 'DELETE FROM t WHERE true', 'mass_change'],
  ['postgresql', 'DELETE FROM t WHERE id = 3', 'change'],
  ['postgresql', 'WITH x AS (DELETE FROM t RETURNING *) SELECT * FROM x', 'read mass_change'],
  ['postgresql', 'EXPLAIN DELETE FROM t', 'read'],
  ['postgresql', 'EXPLAIN ANALYZE DELETE FROM t', 'read mass_change'],
  ['postgresql', 'DO $$ begin end $$', 'opaque'],
  ['postgresql', "COPY t TO PROGRAM 'id'", 'shell'],
  ['postgresql', String.raw`\! id`, 'shell'],
  ['postgresql', String.raw`select '\! id'`, 'read'],
  ['postgresql', "select 'x", 'doubt'],
  ['postgresql', 'DROP DATABASE shop', 'drop'],
  ['mysql', '/*!50000 DROP TABLE x */', 'drop'],
  ['mysql', "SELECT 'drop table x' -- drop table y", 'read'],
  ['mysql', "SELECT 1 INTO OUTFILE '/srv/x'", 'shell'],
  ['sqlite', '.shell id', 'shell'],
  ['sqlite', '.tables', 'read'],
  ['redis', 'FLUSHALL', 'drop'],
  ['redis', 'GET flushall', 'read'],
  ['mongodb', 'db.dropDatabase()', 'drop'],
  ['mongodb', "db.c.find({ a: 'dropDatabase()' })", 'read'],
  ['mongodb', 'var x = 1; db[x]()', 'doubt'],
];

test.before(loadSqlParser);

for (const [engine, text, effects] of CASES) {
  test(`${engine}: ${text} is ${effects}`, (t) => {
    const { statements, doubts } = readSql(text, engine);
    t.is(doubts.length > 0 ? 'doubt' : statements.map(({ effect }) => effect).join(' '), effects);
  });
}

test('No text makes a reader throw', (t) => {
  const piece = fc.constantFrom(
    "'",
    '"',
    '(',
    ')',
    ';',
    '\\',
    '--',
    '/*',
    '*/',
    '$$',
    'drop ',
    'table ',
    'db.',
    '.',
    '\n',
    'select ',
  );
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.array(piece, { maxLength: 30 }).map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(text, fc.constantFrom(...ENGINES), (given, engine) => void readSql(given, engine)),
    { numRuns: runs(RUNS) },
  );
  t.pass();
});

test('A text that is too long or too deep is held', (t) => {
  t.true(readSql('a'.repeat(70_000), 'mysql').doubts.length > 0);
  t.true(readSql(`select ${'('.repeat(20_000)}`, 'postgresql').doubts.length > 0);
});
