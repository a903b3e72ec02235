import { fc } from '../../helpers/properties.js';
import test from 'ava';
import { canonicalJson, hashJson } from '../../../src/platform/json/canonical-json.js';

test('keys are ordered by UTF-16 code units and nothing is put between', (t) => {
  t.is(canonicalJson({ b: [1, 'x', null], a: { d: true, c: 1e21 } }), '{"a":{"c":1e+21,"d":true},"b":[1,"x",null]}');
  // The example of RFC 8785, section 3.2.3.
  const keys = ['\u20ac', '\r', '\ufb33', '1', '\u{1f600}', '\u0080', '\u00f6'];
  const text = canonicalJson(Object.fromEntries(keys.map((key) => [key, 0])));
  t.deepEqual(Object.keys(JSON.parse(text)).slice(1), ['\r', '\u0080', '\u00f6', '\u20ac', '\u{1f600}', '\ufb33']);
});

test('numbers are written as ECMAScript writes them', (t) => {
  t.is(
    canonicalJson([Number('333333333.33333329'), 1e30, 4.5, 2e-3, 1e-27, -0]),
    '[333333333.3333333,1e+30,4.5,0.002,1e-27,0]',
  );
});

test('members that are undefined are left out', (t) => {
  t.is(canonicalJson({ a: undefined, b: 1 }), '{"b":1}');
});

test('what JSON cannot hold without loss is refused', (t) => {
  for (const value of [
    Number.NaN,
    Infinity,
    1n,
    undefined,
    [undefined],
    new Date(0),
    new Map(),
    () => 1,
    '\ud800',
    { '\udfff': 1 },
  ])
    t.throws(() => canonicalJson(value), { instanceOf: TypeError });
});

test('the hash depends on values only, never on the order of keys', (t) => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      const turned = Object.fromEntries(Object.entries(value).toReversed());
      return hashJson(value) === hashJson(turned);
    }),
  );
  t.is(hashJson({}), '44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a');
  t.not(hashJson({ a: 1 }), hashJson({ a: '1' }));
});

test('canonical text parses back to the same value', (t) => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => canonicalJson(JSON.parse(canonicalJson(value))) === canonicalJson(value)),
  );
  t.pass();
});
