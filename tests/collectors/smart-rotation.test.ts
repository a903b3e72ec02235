import test from 'ava';
import { guessRotation } from '../../src/collectors/smart/guess-rotation.js';
import { parseSmartAnswer } from '../../src/collectors/smart/parser.js';
import { outputOf } from './fixtures.js';

const guess = (rows: readonly (readonly [number, string, number, number, string?])[]) => {
  const table = rows.map(([id, name, value, raw, string]) => ({ id, name, value, raw: { value: raw, string } }));
  const text = JSON.stringify({ smart_status: { passed: true }, ata_smart_attributes: { table } });
  return guessRotation(parseSmartAnswer(outputOf(text), { type: 'sat', guard: false }).value.report);
};

test('a disk that has spun up, sought or loaded its heads rotates', (t) => {
  t.true(guess([[3, 'Spin_Up_Time', 170, 6483]]));
  t.true(guess([[7, 'Seek_Error_Rate', 88, 643_843_254]]));
  t.true(guess([[240, 'Head_Flying_Hours', 100, 187_737_416_991_031, '17463h+41m+07.123s']]));
});

test('attributes of platters with nothing in them are no sign, wear is one of none', (t) => {
  t.is(guess([[3, 'Spin_Up_Time', 100, 0]]), null);
  t.is(guess([[9, 'Power_On_Hours', 100, 4123]]), null);
  t.false(
    guess([
      [3, 'Spin_Up_Time', 100, 0],
      [233, 'Media_Wearout_Indicator', 97, 0],
    ]),
  );
});
