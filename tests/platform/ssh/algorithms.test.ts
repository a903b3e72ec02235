import test from 'ava';
import { buildAlgorithms, isTruncatable, listHostKeyAlgorithms } from '../../../src/platform/ssh/algorithms.js';

test('offers nothing with SHA-1, CBC or compression, unless the host is marked as legacy', (t) => {
  const modern = JSON.stringify(buildAlgorithms(listHostKeyAlgorithms()));
  t.notRegex(modern, /sha1|ssh-rsa|ssh-dss|cbc|zlib|md5/);
  const legacy = buildAlgorithms(listHostKeyAlgorithms(), true);
  t.is((legacy.serverHostKey as string[]).at(-1), 'ssh-rsa');
  t.is((legacy.kex as string[]).at(-1), 'diffie-hellman-group14-sha1');
  t.notRegex(JSON.stringify(legacy), /cbc|zlib|md5|ssh-dss/);
});

test('asks for known kinds of key first and never again for those that were shown', (t) => {
  t.deepEqual(listHostKeyAlgorithms({ preferredKeyTypes: ['ssh-rsa'] }).slice(0, 3), [
    'rsa-sha2-512',
    'rsa-sha2-256',
    'ssh-ed25519',
  ]);
  t.deepEqual(listHostKeyAlgorithms({ excludedKeyTypes: ['ssh-ed25519', 'ssh-rsa', 'nonsense'] }), [
    'ecdsa-sha2-nistp256',
    'ecdsa-sha2-nistp384',
    'ecdsa-sha2-nistp521',
  ]);
});

test('takes chacha20-poly1305 for unsafe without strict key exchange', (t) => {
  const chacha = 'chacha20-poly1305@openssh.com';
  const negotiated = { kex: 'curve25519-sha256', hostKey: 'ssh-ed25519', cipherIn: 'aes128-gcm@openssh.com' };
  t.true(isTruncatable({ ...negotiated, cipherOut: chacha }, false));
  t.true(isTruncatable({ ...negotiated, cipherIn: chacha, cipherOut: 'aes128-ctr' }, false));
  t.false(isTruncatable({ ...negotiated, cipherOut: chacha }, true));
  t.false(isTruncatable({ ...negotiated, cipherOut: 'aes256-gcm@openssh.com' }, false));
});
