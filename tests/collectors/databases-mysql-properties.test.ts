import { readFileSync } from 'node:fs';
import test from 'ava';
import { fc, runs } from '../helpers/properties.js';
import { severityOf } from '../../src/collectors/databases/engines/limit.js';
import { judgeMysql } from '../../src/collectors/databases/engines/mysql/judge.js';
import { MYSQL_LIMITS } from '../../src/collectors/databases/engines/mysql/limits.js';
import { localStatus } from '../../src/collectors/databases/engines/mysql/local-client.js';

const NOW = new Date('2026-03-01T12:00:00Z');

test('severity never falls as a value gets worse', (t) => {
  const order = [undefined, 'info', 'warning', 'critical'];
  fc.assert(
    fc.property(
      fc.constantFrom(...Object.values(MYSQL_LIMITS)),
      fc.double({ min: 0, max: 1e6, noNaN: true }),
      fc.double({ min: 0, max: 1e6, noNaN: true }),
      (limit, a, b) => {
        const [good, bad] = ('worse' in limit ? a > b : a < b) ? [a, b] : [b, a];
        return order.indexOf(severityOf(good, limit)) <= order.indexOf(severityOf(bad, limit));
      },
    ),
  );
  t.is(severityOf(undefined, MYSQL_LIMITS.connectionsPercent), undefined, 'absence is not failure');
  t.is(severityOf(null, MYSQL_LIMITS.connectionsPercent), undefined);
});

test('whatever the local client prints, it is parsed and judged without a throw, a NaN or a negative number', (t) => {
  const text = readFileSync('tests/fixtures/commands/databases-engines/mariadb-10.3-two-sources.txt', 'utf8');
  const mutated = fc
    .array(fc.tuple(fc.nat(text.length), fc.nat(40), fc.string({ maxLength: 12, unit: 'binary' })), {
      minLength: 1,
      maxLength: 6,
    })
    .map((edits) => edits.reduce((now, [at, length, put]) => now.slice(0, at) + put + now.slice(at + length), text));
  fc.assert(
    fc.property(
      fc.oneof(mutated, fc.string({ unit: 'binary' })),
      fc.string(),
      fc.boolean(),
      (stdout, stderr, truncated) => {
        const output = {
          stdout: Buffer.from(stdout),
          stderr: Buffer.from(stderr),
          exitCode: 0,
          durationMs: 1,
          truncated,
        };
        const { value, errors } = localStatus.parse(output, { socketPath: null });
        const measured = judgeMysql({ ...value, errors }, { previous: undefined, elapsedSeconds: 1, now: NOW });
        for (const number of Object.values(measured.values))
          t.true(number === null || (Number.isFinite(number) && number >= 0));
        t.true(JSON.stringify(measured.details).length < 64 * 1024);
      },
    ),
    { numRuns: runs(2_000) },
  );
});
