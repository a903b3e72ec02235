import test from 'ava';
import {
  computeFingerprint,
  describeHostKey,
  listKnownKeyTypes,
  matchesPolicy,
} from '../../../src/platform/ssh/host-key.js';
import { generateKeyPair } from '../../helpers/sshd-keys.js';

const key = generateKeyPair();
const presented = describeHostKey(key.blob);

test('computes fingerprints as ssh-keygen prints them', (t) => {
  const blob = Buffer.from('AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl', 'base64');
  t.is(computeFingerprint(blob), 'SHA256:+DiY3wvvV6TuJJhbpZisF/zLDA0zPMSvHdkr4UvCOqU');
  t.is(describeHostKey(blob).algorithm, 'ssh-ed25519');
});

test('takes a fingerprint with or without its prefix, padding and blanks, and no other', (t) => {
  const bare = key.fingerprint.slice('SHA256:'.length);
  for (const fingerprint of [key.fingerprint, bare, `${key.fingerprint}=`, `  ${key.fingerprint}\n`]) {
    t.true(matchesPolicy({ kind: 'fingerprint', fingerprint }, presented), fingerprint);
  }
  for (const fingerprint of ['', 'SHA256:', bare.slice(1), bare.toLowerCase(), `MD5:${bare}`]) {
    t.false(matchesPolicy({ kind: 'fingerprint', fingerprint }, presented), fingerprint);
  }
});

test('takes any of the pinned keys and nothing when none is pinned', (t) => {
  const other = generateKeyPair().blob;
  t.true(matchesPolicy({ kind: 'pinned', keys: [other, key.blob] }, presented));
  t.false(matchesPolicy({ kind: 'pinned', keys: [other] }, presented));
  t.false(matchesPolicy({ kind: 'pinned', keys: [] }, presented));
  t.false(matchesPolicy({ kind: 'pinned', keys: [key.blob.subarray(1)] }, presented));
});

test('knows the types of pinned keys, and calls broken ones unknown', (t) => {
  const keys = [generateKeyPair('rsa').blob, key.blob, Buffer.alloc(2), Buffer.from([0, 0, 255, 255, 1])];
  t.deepEqual(listKnownKeyTypes({ kind: 'pinned', keys }), ['ssh-rsa', 'ssh-ed25519', 'unknown', 'unknown']);
  t.deepEqual(listKnownKeyTypes({ kind: 'fingerprint', fingerprint: key.fingerprint }), []);
});
