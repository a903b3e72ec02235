import test from 'ava';
import {
  envelopeKeyId,
  envelopePrefix,
  openSecret,
  rewrapSecret,
  sealSecret,
} from '../../../src/platform/crypto/envelope.js';
import { createKeyring } from '../../../src/platform/crypto/keyring.js';
import { generateRootKey } from '../../../src/platform/crypto/root-key.js';
import { MillwrightError } from '../../../src/platform/errors/millwright-error.js';

const root = generateRootKey();
const keyring = createKeyring(root);
const place = { table: 'things', rowId: 'row-1', column: 'secret' };

test('what was sealed opens again, as text, as bytes, and when empty', (t) => {
  for (const secret of ['pässword ✓', Buffer.from([0, 255, 1]), '', Buffer.alloc(100_000, 3)]) {
    const sealed = sealSecret(keyring, secret, place);
    t.deepEqual(openSecret(keyring, sealed, place), Buffer.from(secret as string));
  }
});

test('the layout is version, key id, wrapped data key, ciphertext', (t) => {
  const sealed = sealSecret(keyring, 'abc', place);
  t.is(sealed[0], 1);
  t.is(sealed[1], root.id.length);
  t.is(sealed.toString('ascii', 2, 18), root.id);
  t.is(sealed.length, 2 + 16 + (12 + 32 + 16) + (12 + 3 + 16));
  t.true(sealed.subarray(0, 18).equals(envelopePrefix(root.id)));
  t.is(envelopeKeyId(sealed, place), root.id);
  t.false(sealed.includes('abc'));
});

test('the same secret sealed twice gives unrelated envelopes, and the caller’s buffer is left alone', (t) => {
  const secret = Buffer.from('a secret of some length');
  const [one, two] = [sealSecret(keyring, secret, place), sealSecret(keyring, secret, place)];
  t.false(one.subarray(18).equals(two.subarray(18)));
  t.is(secret.toString(), 'a secret of some length');
});

test('an envelope opens only in the table, row and column it was sealed for', (t) => {
  const sealed = sealSecret(keyring, 'abc', place);
  for (const other of [
    { ...place, table: 'others' },
    { ...place, rowId: 'row-2' },
    { ...place, column: 'hidden' },
    // the same characters, cut at another border
    { table: 'thingsrow', rowId: '-1', column: 'secret' },
  ]) {
    const error = t.throws(() => openSecret(keyring, sealed, other), { instanceOf: MillwrightError });
    t.is(error.code, 'secret_damaged');
  }
});

test('no single flipped bit goes unnoticed, and no cut tag is accepted', (t) => {
  const sealed = sealSecret(keyring, 'abc', place);
  for (let index = 0; index < sealed.length; index += 1) {
    const changed = Buffer.from(sealed);
    changed.writeUInt8(changed.readUInt8(index) ^ 1, index);
    t.throws(() => openSecret(keyring, changed, place), { instanceOf: MillwrightError });
  }
  for (let length = 0; length < sealed.length; length += 1) {
    t.throws(() => openSecret(keyring, sealed.subarray(0, length), place), { instanceOf: MillwrightError });
  }
});

test('a key that is not at hand is named, and a damaged secret is told from a wrong key', (t) => {
  const stranger = createKeyring(generateRootKey());
  const sealed = sealSecret(keyring, 'abc', place);
  const mismatch = t.throws(() => openSecret(stranger, sealed, place), { instanceOf: MillwrightError });
  t.is(mismatch.code, 'master_key_mismatch');
  t.true(mismatch.message.includes(root.id) && mismatch.message.includes(stranger.activeId));
  sealed.writeUInt8(sealed.readUInt8(sealed.length - 1) ^ 255, sealed.length - 1);
  const damaged = t.throws(() => openSecret(keyring, sealed, place), { instanceOf: MillwrightError });
  t.is(damaged.code, 'secret_damaged');
  t.regex(damaged.message, /things\.secret of row-1/);
});

test('re-wrapping moves an envelope to another key without touching its ciphertext', (t) => {
  const next = generateRootKey();
  const both = createKeyring(next, [root]);
  const sealed = sealSecret(keyring, 'abc', place);
  const moved = rewrapSecret(both, sealed, place);
  t.is(envelopeKeyId(moved, place), next.id);
  t.true(moved.subarray(-31).equals(sealed.subarray(-31)));
  t.is(openSecret(createKeyring(next), moved, place).toString(), 'abc');
  t.throws(() => rewrapSecret(both, sealed, { ...place, rowId: 'row-2' }), { instanceOf: MillwrightError });
});
