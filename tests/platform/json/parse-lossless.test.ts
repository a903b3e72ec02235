import test from 'ava';
import { fc, runs } from '../../helpers/properties.js';
import { parseJsonLossless } from '../../../src/platform/json/parse-lossless.js';

test('an integer beyond 2^53 keeps every digit, and smaller ones stay numbers', (t) => {
  t.deepEqual(parseJsonLossless('{"a":18446744073709551615,"b":9007199254740991,"c":-9007199254740993,"d":1}'), {
    a: 18446744073709551615n,
    b: 9007199254740991,
    c: -9007199254740993n,
    d: 1,
  });
  t.is(parseJsonLossless('340282366920938463463374607431768211455'), 340282366920938463463374607431768211455n);
});

test('a fraction or an exponent of many digits is a number as JSON.parse gives it', (t) => {
  const text = '[1.2345678901234567890, 12345678901234567890.5, 1e20, 12345678901234567e3]';
  t.deepEqual(parseJsonLossless(text), JSON.parse(text));
});

test('long digits within strings and keys stay text, escaped quotes and all', (t) => {
  const text = '{"12345678901234567890":"a\\"12345678901234567890","b":"\\\\","c":12345678901234567890}';
  t.deepEqual(parseJsonLossless(text), {
    '12345678901234567890': 'a"12345678901234567890',
    b: '\\',
    c: 12345678901234567890n,
  });
});

test('what is no JSON stays no JSON with a big integer in it', (t) => {
  for (const text of [
    '012345678901234567890',
    '[12345678901234567890',
    '"a"12345678901234567890',
    'true12345678901234567890',
    '12345678901234567890 1',
    '{12345678901234567890:1}x',
    '-',
    '+12345678901234567890',
    '',
    '{"a":12345678901234567890,}',
  ]) {
    t.throws(() => parseJsonLossless(text), { instanceOf: SyntaxError }, text);
  }
});

test('a big integer in the place of a key is refused', (t) => {
  t.throws(() => parseJsonLossless('{12345678901234567890:1}'), { instanceOf: SyntaxError });
});

test('deep nesting is a SyntaxError, whatever is within', (t) => {
  t.throws(() => parseJsonLossless('['.repeat(1_000_000)), { instanceOf: SyntaxError });
  t.throws(() => parseJsonLossless(`${'{"a":'.repeat(101)}1${'}'.repeat(101)}`), { instanceOf: SyntaxError });
  t.notThrows(() => parseJsonLossless(`${'['.repeat(100)}12345678901234567890${']'.repeat(100)}`));
  t.throws(() => parseJsonLossless('[[1]]', { maxDepth: 1 }), { instanceOf: SyntaxError });
  t.deepEqual(parseJsonLossless('[[1],["[[[["],{}]', { maxDepth: 2 }), [[1], ['[[[['], {}]);
});

test('a key __proto__ changes no prototype', (t) => {
  for (const text of ['{"__proto__":{"bad":1}}', '{"__proto__":{"bad":12345678901234567890}}']) {
    const value = parseJsonLossless(text) as { bad?: unknown };
    t.is(Object.getPrototypeOf(value), Object.prototype);
    t.is(value.bad, undefined);
  }
  t.is(({} as { bad?: unknown }).bad, undefined);
});

test('a number of endless digits is refused instead of computed', (t) => {
  t.throws(() => parseJsonLossless('1'.repeat(1_000_000)), { instanceOf: SyntaxError });
});

test('it agrees with JSON.parse on everything without big integers', (t) => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 5 }), (text) => {
      const expected: unknown = JSON.parse(text);
      fc.pre(!/\d{16}/.test(text.replaceAll(/"(?:[^"\\]|\\.)*"/g, '')));
      t.deepEqual(parseJsonLossless(text), expected);
    }),
    { numRuns: runs(1000) },
  );
});

test('it refuses what JSON.parse refuses', (t) => {
  const token = fc.constantFrom(
    '{',
    '}',
    '[',
    ']',
    ',',
    ':',
    '"a"',
    '1',
    '12345678901234567890',
    '-',
    ' ',
    '"',
    'e',
    '.',
  );
  fc.assert(
    fc.property(fc.array(token, { maxLength: 8 }), (tokens) => {
      const text = tokens.join('');
      const works = (parse: () => unknown): boolean => {
        try {
          parse();
          return true;
        } catch (error) {
          t.true(error instanceof SyntaxError);
          return false;
        }
      };
      t.is(
        works(() => parseJsonLossless(text)),
        works(() => JSON.parse(text)),
        text,
      );
    }),
    { numRuns: runs(3000) },
  );
});

test('no digit of any integer is lost', (t) => {
  fc.assert(
    fc.property(fc.array(fc.bigInt({ min: -(2n ** 130n), max: 2n ** 130n })), (values) => {
      const back = parseJsonLossless(`[${values.join(',')}]`) as (number | bigint)[];
      t.deepEqual(back.map(BigInt), values);
    }),
  );
});
