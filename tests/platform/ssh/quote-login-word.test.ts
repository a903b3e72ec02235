import { execFileSync } from 'node:child_process';
import test from 'ava';
import { fc } from '../../helpers/properties.js';
import { quoteLoginWord } from '../../../src/platform/ssh/quote-login-word.js';

test('is read as one word with the same characters by sh and bash', (t) => {
  const words = fc.sample(
    fc.string({ unit: fc.constantFrom(...`'"\\$\`!*?[]{}()<>|&;~# \t\na=é%`.split('')), maxLength: 30 }),
    120,
  );
  for (const shell of ['/bin/sh', '/bin/bash']) {
    const script = words.map((word) => `printf '%s\\0' ${quoteLoginWord(word)}`).join('\n');
    const seen = execFileSync(shell, ['-c', script]).toString().split('\0').slice(0, -1);
    t.deepEqual(seen, words);
  }
});

test('leaves no backslash inside quotes, where fish would read it', (t) => {
  t.is(quoteLoginWord('a\\b'), "'a'\\\\'b'");
  t.is(quoteLoginWord("it's"), "'it'\\''s'");
});

test('refuses a NUL byte', (t) => {
  t.throws(() => quoteLoginWord('a\0b'), { name: 'validation_failed' });
});
