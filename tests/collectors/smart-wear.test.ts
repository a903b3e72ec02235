import test from 'ava';
import { parseSmartAnswer } from '../../src/collectors/smart/parser.js';
import { outputOf } from './fixtures.js';

const json = (document: object) =>
  parseSmartAnswer(outputOf(JSON.stringify(document)), { type: 'sat', guard: false }).value;

test('wear: Western Digital packs three shares into 230, whose normalised value means nothing', (t) => {
  const wear = (id: number, value: number, raw: number, string = String(raw)) =>
    json({
      ata_smart_attributes: { table: [{ id, name: 'Media_Wearout_Indicator', value, raw: { value: raw, string } }] },
    }).report.wearPercent;
  t.is(wear(230, 37, 0x25_06_0d_28_25_06, '0x25060d282506'), 37);
  t.is(wear(230, 100, 0x05_23_02_3c_05_23, '0x0523023c0523'), 5);
  t.is(wear(230, 1, 0x00_26_00_14_00_26, '0x002600140026'), 0);
  t.is(wear(233, 97, 0), 3);
});

test('wear: of what remains, the raw share counts where the normalised value never moves', (t) => {
  const wear = (value: number, raw: number) =>
    json({
      ata_smart_attributes: { table: [{ id: 169, name: 'Remaining_Lifetime_Perc', value, raw: { value: raw } }] },
    }).report.wearPercent;
  t.is(wear(100, 94), 6);
  t.is(wear(0, 95), 5);
  t.is(wear(91, 0), 9);
  t.is(wear(91, 4_294_967_295), 9);
});
