import test from 'ava';
import { fc, runs } from '../../helpers/properties.js';
import { closeCutJson } from '../../../src/platform/json/close-cut.js';

test('what was whole before the cut is kept, the broken rest is dropped', (t) => {
  const text = '{"devices":[{"name":"sda","size":1},{"name":"sdb","si';
  t.deepEqual(JSON.parse(closeCutJson(text) ?? ''), { devices: [{ name: 'sda', size: 1 }] });
});

test('an element whose inner lists were cut keeps its own fields', (t) => {
  const text = '{"devices":[{"name":"sda","children":[{"name":"sda1"},{"na';
  t.deepEqual(JSON.parse(closeCutJson(text) ?? ''), { devices: [{ name: 'sda', children: [{ name: 'sda1' }] }] });
});

test('brackets and quotes within strings count for nothing', (t) => {
  const text = '[{"a":"}]\\"{["},{"b":"}';
  t.deepEqual(JSON.parse(closeCutJson(text) ?? ''), [{ a: '}]"{[' }]);
});

test('nothing whole, or nothing cut, gives nothing', (t) => {
  t.is(closeCutJson('{"devices":[{"na'), undefined);
  t.is(closeCutJson('{"a":[1]}'), undefined);
  t.is(closeCutJson(''), undefined);
  t.is(closeCutJson('no JSON'), undefined);
});

test('any JSON cut anywhere closes to valid JSON or to nothing', (t) => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 6 }), fc.double({ min: 0, max: 1, noNaN: true }), (text, share) => {
      const closed = closeCutJson(text.slice(0, Math.floor(share * text.length)));
      if (closed !== undefined) t.notThrows(() => JSON.parse(closed) as unknown);
    }),
    { numRuns: runs(1000) },
  );
});
