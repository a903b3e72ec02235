import { inspect } from 'node:util';
import test from 'ava';
import { createKeyring, deriveFromAll, requireKey } from '../../../src/platform/crypto/keyring.js';
import {
  deriveKey,
  generateRootKey,
  keyId,
  KEY_PURPOSES,
  parseRootKey,
  RootKey,
  type KeyPurpose,
} from '../../../src/platform/crypto/root-key.js';
import { MillwrightError } from '../../../src/platform/errors/millwright-error.js';

const BYTES = Buffer.from(Array.from({ length: 32 }, (_, index) => index));

test('a root key is read from base64 and base64url, padded or not, with white space around it', (t) => {
  const key = new RootKey(Buffer.from(BYTES.map((byte) => 255 - byte)));
  const text = key.exportBase64();
  const url = text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '');
  for (const form of [text, `  ${text}\n`, url]) t.is(parseRootKey(form, 'TEST').id, key.id);
});

test('an unusable root key is refused with the reason and the source, never with the text', (t) => {
  const cases: [string, RegExp][] = [
    ['', /it is empty/],
    ['   \n', /it is empty/],
    ['not base64 at all!', /not base64/],
    [Buffer.alloc(16, 7).toString('base64'), /decodes to 16 bytes/],
    [Buffer.alloc(33, 7).toString('base64'), /decodes to 33 bytes/],
    [Buffer.alloc(32).toString('base64'), /all its bytes are the same/],
  ];
  for (const [text, reason] of cases) {
    const error = t.throws(() => parseRootKey(text, 'MILLWRIGHT_MASTER_KEY'), { instanceOf: MillwrightError });
    t.is(error.code, 'configuration_invalid');
    t.regex(error.message, reason);
    t.regex(error.message, /^MILLWRIGHT_MASTER_KEY holds no usable master key/);
    if (text.trim() !== '') t.false(error.message.includes(text));
  }
});

test('every purpose derives another key, and derivations are stable', (t) => {
  const key = new RootKey(BYTES);
  const purposes = Object.keys(KEY_PURPOSES) as KeyPurpose[];
  const derived = purposes.map((purpose) => deriveKey(key, purpose).toString('hex'));
  t.is(new Set(derived).size, purposes.length);
  t.deepEqual(
    derived,
    purposes.map((purpose) => deriveKey(new RootKey(Buffer.from(BYTES)), purpose).toString('hex')),
  );
  // Pinned: a change here would make stored secrets and tokens unreadable.
  t.is(keyId(key), keyId(new RootKey(Buffer.from(BYTES))));
  t.is(deriveKey(key, 'keyEncryption').toString('hex'), PINNED_KEK);
});

// HKDF-SHA-256 of the bytes 0…31 without salt, info 'kek/v1', computed with another implementation (openssl kdf).
const PINNED_KEK = '25c5e4a6b999767e168cb554fcdbe3d596531274a0538ebf43c0e5bdacf633f5';

test('a root key shows its bytes neither to JSON nor to an inspector', (t) => {
  const key = generateRootKey();
  const shown = JSON.stringify({ key }) + inspect(key, { depth: 9, showHidden: true });
  t.false(shown.includes(key.exportBase64()));
  t.true(shown.includes(key.id));
  t.regex(key.id, /^[0-9a-f]{16}$/);
});

test('a keyring finds keys by id and derives from the active one first', (t) => {
  const [first, second] = [generateRootKey(), generateRootKey()];
  const keyring = createKeyring(second, [first]);
  t.is(keyring.activeId, second.id);
  t.is(requireKey(keyring, first.id).rootKey, first);
  t.deepEqual(deriveFromAll(keyring, 'tokenPepper'), [second.derive('tokenPepper'), first.derive('tokenPepper')]);
  const stranger = generateRootKey();
  const error = t.throws(() => requireKey(keyring, stranger.id), { instanceOf: MillwrightError });
  t.is(error.code, 'master_key_mismatch');
  for (const id of [first.id, second.id, stranger.id]) t.true(error.message.includes(id));
});
