import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import test from 'ava';
import { fc, runs } from '../../helpers/properties.js';
import { quoteWord, quoteWords } from '../../../src/platform/shell-text/quote-word.js';

const SHELLS: readonly (readonly string[])[] = [
  ['/bin/sh', '-s'],
  ['/usr/bin/dash', '-s'],
  ['/bin/bash', '-s'],
  ['/bin/busybox', 'sh', '-s'],
].filter(([path]) => existsSync(path ?? ''));

/** What a real shell hands to a program for these words, one per NUL. */
function echoThrough([shell = '', ...args]: readonly string[], script: Buffer, locale: string): Buffer {
  const result = spawnSync(shell, args, { input: script, env: { PATH: '/usr/bin:/bin', LC_ALL: locale } });
  return result.stdout;
}

const anyByteButNul = fc.array(fc.integer({ min: 1, max: 255 }), { maxLength: 80 });
const shellish = fc.string({
  unit: fc.constantFrom('a', '$', '`', '"', "'", '\\', '\n', ' ', '*', '~', '!', '#', '=', '(', '&', ';', '|', '-'),
  maxLength: 40,
});

for (const shell of SHELLS) {
  test(`${shell.join(' ')} gives back exactly the bytes of each quoted word`, (t) => {
    fc.assert(
      fc.property(fc.array(anyByteButNul, { minLength: 1, maxLength: 12 }), (words) => {
        const texts = words.map((bytes) => Buffer.from(bytes).toString('latin1'));
        const script = Buffer.from(`printf '%s\\0' ${quoteWords(texts)}\n`, 'latin1');
        const expected = Buffer.from(texts.map((text) => `${text}\0`).join(''), 'latin1');
        t.true(echoThrough(shell, script, 'C').equals(expected));
      }),
      { numRuns: runs(60) },
    );
  });

  test(`${shell.join(' ')} expands nothing of a quoted word in a UTF-8 locale`, (t) => {
    fc.assert(
      fc.property(fc.array(fc.oneof(shellish, fc.string({ unit: 'grapheme' })), { minLength: 1 }), (words) => {
        const texts = words.map((word) => word.replaceAll('\0', '').replace(/\p{Surrogate}/gu, ''));
        const script = Buffer.from(`printf '%s\\0' ${quoteWords(texts)}\n`);
        t.is(echoThrough(shell, script, 'C.UTF-8').toString('utf8'), texts.map((text) => `${text}\0`).join(''));
      }),
      { numRuns: runs(60) },
    );
  });
}

test('what no argument can hold is refused, not changed', (t) => {
  t.is(t.throws(() => quoteWord('a\0b'))?.name, 'validation_failed');
  t.is(t.throws(() => quoteWord('a\uD800b'))?.name, 'validation_failed');
});

test('the empty word stays a word, and plain words stay readable', (t) => {
  t.is(quoteWords(['', '/proc/stat', 'a=b', '-n', '~']), `'' /proc/stat 'a=b' -n '~'`);
});
