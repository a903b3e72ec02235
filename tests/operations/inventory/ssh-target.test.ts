import test from 'ava';
import type { HostKeyModel } from '../../../src/models/inventory/host-key-model.js';
import type { ServerModel } from '../../../src/models/inventory/server-model.js';
import { describeTarget, type ServerFacts } from '../../../src/operations/inventory/ssh-target.js';
import { RemoteError, type RemoteErrorClass } from '../../../src/platform/ssh/remote-errors.js';

function facts(id: string, changes: Partial<ServerModel> = {}, pinned: readonly Buffer[] = []): ServerFacts {
  const row = {
    id,
    name: id,
    address: `${id}.example`,
    port: 22,
    credentialId: 'c',
    jumpServerId: null,
    expectedFingerprint: null,
    status: 'online',
    maxSessions: null,
    ...changes,
  } as ServerModel;
  return { row, pinned: pinned.map((keyBlob) => ({ keyBlob }) as HostKeyModel), loginUser: 'deploy' };
}

const describe = (servers: readonly ServerFacts[], resolved: Record<string, string> = { privateKey: 'key' }) =>
  describeTarget({
    server: servers[0] ?? facts('none'),
    servers: new Map(servers.map((server) => [server.row.id, server])),
    resolveCredential: () => Promise.resolve(resolved as never),
  });

test('a target has address, login and the session limit that was learned', (t) => {
  const target = describe([facts('a', { port: 2222, maxSessions: 3 })]);
  t.like(target, { id: 'a', host: 'a.example', port: 2222, user: 'deploy', credentialId: 'c', maxSessions: 3 });
  t.is(target.jump, undefined);
});

test('a pinned key counts before a given fingerprint, and both before trust on first use', (t) => {
  const key = Buffer.from('key');
  t.like(describe([facts('a', { expectedFingerprint: 'SHA256:x' }, [key])]).hostKeyPolicy, { kind: 'pinned' });
  t.deepEqual(describe([facts('a', { expectedFingerprint: 'SHA256:x' })]).hostKeyPolicy, {
    kind: 'fingerprint',
    fingerprint: 'SHA256:x',
  });
  t.is(describe([facts('a')]).hostKeyPolicy.kind, 'trust_on_first_use');
});

test('a key is not followed by a password: one attempt a connect', async (t) => {
  t.deepEqual(await describe([facts('a')], { privateKey: 'k', password: 'p' }).credential(), { privateKey: 'k' });
  t.deepEqual(await describe([facts('a')], { password: 'p' }).credential(), { password: 'p' });
});

test('jumps become a chain from the host outwards', (t) => {
  const target = describe([facts('a', { jumpServerId: 'b' }), facts('b', { jumpServerId: 'c' }), facts('c')]);
  t.deepEqual([target.jump?.id, target.jump?.jump?.id, target.jump?.jump?.jump], ['b', 'c', undefined]);
});

test('gaps in the data are errors of the vocabulary that name the server', (t) => {
  const cases: [readonly ServerFacts[], RemoteErrorClass, RegExp][] = [
    [[facts('a', { credentialId: null })], 'credential_missing', /^a has no credential/],
    [[facts('a', { jumpServerId: 'gone' })], 'jump_host_failed', /jump server of a is not enrolled/],
    [[facts('a', { jumpServerId: 'b' }), facts('b', { credentialId: null })], 'credential_missing', /^b has no/],
    [[facts('a', { jumpServerId: 'b' }), facts('b', { status: 'blocked' })], 'jump_host_failed', /b of a is blocked/],
    // Refused when it is set; a loop that is there all the same must not hang a worker.
    [[facts('a', { jumpServerId: 'b' }), facts('b', { jumpServerId: 'a' })], 'jump_host_failed', /a loop/],
  ];
  for (const [servers, errorClass, message] of cases) {
    const error = t.throws(() => describe(servers), { instanceOf: RemoteError });
    t.is(error.errorClass, errorClass);
    t.regex(error.message, message);
  }
});
