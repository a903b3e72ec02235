import { randomBytes } from 'node:crypto';
import test from 'ava';
import { digestToken, generateToken, hintOf, isPlausibleToken } from '../../../src/operations/identity/token-secret.js';

test('tokens have one length, one prefix, and are never the same', (t) => {
  const tokens = Array.from({ length: 500 }, generateToken);
  for (const token of tokens) t.regex(token, /^mw_[0-9A-Za-z]{49}$/);
  t.is(new Set(tokens).size, tokens.length);
});

test('a slip of the pen in a token is noticed without a database', (t) => {
  const token = generateToken();
  t.true(isPlausibleToken(token));
  for (let at = 3; at < token.length; at += 1) {
    const slip = token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1);
    t.false(isPlausibleToken(slip), `character ${at}`);
  }
});

test('tokens of other formats are possible, empty and endless ones are not', (t) => {
  t.true(isPlausibleToken('a-token-from-the-environment'));
  t.true(isPlausibleToken('mw_of_another_kind'));
  t.false(isPlausibleToken(''));
  t.false(isPlausibleToken('x'.repeat(513)));
});

test('the digest depends on the pepper', (t) => {
  const token = generateToken();
  const pepper = randomBytes(32);
  t.is(digestToken(token, pepper).length, 32);
  t.deepEqual(digestToken(token, pepper), digestToken(token, pepper));
  t.notDeepEqual(digestToken(token, pepper), digestToken(token, randomBytes(32)));
});

test('the hint shows five characters of the secret at most', (t) => {
  const token = generateToken();
  t.is(hintOf(token), `${token.slice(0, 8)}…`);
  t.is(hintOf('plain-token-of-somebody'), 'plain…');
});
