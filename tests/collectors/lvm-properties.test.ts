import test from 'ava';
import { fc, runs } from '../helpers/properties.js';
import { OLD_GROUP_COLUMNS } from '../../src/collectors/lvm/columns.js';
import {
  GROUPS,
  PHYSICAL,
  VOLUMES,
  parseAutoextend,
  parseJsonListing,
  parseTableListing,
} from '../../src/collectors/lvm/parser.js';
import { collector } from '../../src/collectors/lvm/index.js';
import { lvmFactsSchema } from '../../src/collectors/lvm/schema.js';
import { ParseError } from '../../src/platform/commands/index.js';
import { checkCollector } from '../helpers/collector-properties.js';
import { outputOf } from './fixtures.js';

const volumesOf = (text: string) => parseJsonListing(outputOf(text), VOLUMES);
const report = (rows: readonly object[]) => JSON.stringify({ report: [{ lv: rows }] });

test('no digit of a size is lost, and no share beyond 100 percent is taken', (t) => {
  fc.assert(
    fc.property(
      fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
      fc.integer({ min: 0, max: 99_999 }),
      (size, hundredths) => {
        const row = { vg_name: 'v', lv_name: 'l', lv_size: String(size), data_percent: (hundredths / 100).toFixed(2) };
        const [volume] = volumesOf(report([row])).value.items ?? [];
        t.is(volume?.sizeBytes, String(size));
        t.is(volume?.dataPercent ?? null, hundredths <= 10_000 ? hundredths / 100 : null);
      },
    ),
  );
});

test('whatever a tool prints, its parsers throw nothing but ParseError', (t) => {
  const piece = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.constantFrom(
      '{"report":[{"lv":[',
      '{"lv_name":"a",',
      ']}]}',
      '|',
      '\n',
      'WARNING: x\n',
      '"lv_attr":"twi"}',
      '{',
      '}',
    ),
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 20 }), fc.boolean(), fc.nat(5), (pieces, truncated, exitCode) => {
      const output = { ...outputOf(pieces.join('')), truncated, exitCode };
      for (const parse of [
        () => parseJsonListing(output, VOLUMES),
        () => parseJsonListing(output, PHYSICAL),
        () => parseTableListing(output, GROUPS, OLD_GROUP_COLUMNS),
        () => parseAutoextend(output),
      ]) {
        try {
          parse();
        } catch (error) {
          t.true(error instanceof ParseError, String(error));
        }
      }
    }),
    { numRuns: runs(2000) },
  );
});

test('whatever the tools print in both rounds, the facts are taken back and the pools are whole', (t) => {
  checkCollector(t, collector, lvmFactsSchema, ['lvs', 'vgs', 'pvs']);
});
