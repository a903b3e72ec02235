import test from 'ava';
import { candidateReference } from '../../../../src/domain/containers/checks/candidate-reference.js';
import { canonicalRegistryHost, CreateRegistry } from '../../../../src/domain/containers/registry.js';
import { spellingsOf } from '../../../../src/domain/containers/host.js';

const OLD = `sha256:${'a'.repeat(64)}`;
const NEW = `sha256:${'b'.repeat(64)}`;

test('a candidate is spelled as the container’s own reference is', (t) => {
  const to = (text: string, tag: string) => candidateReference(text, { tag, digest: NEW });
  t.is(to('nginx', 'latest'), 'nginx');
  t.is(to('nginx:1.27', '1.28'), 'nginx:1.28');
  t.is(to('nginx:1.27', '1.27'), 'nginx:1.27');
  t.is(to('docker.io/library/nginx:1.27', '1.28'), 'docker.io/library/nginx:1.28');
  t.is(to('127.0.0.1:5000/shop/web:1', '2'), '127.0.0.1:5000/shop/web:2');
  t.is(to('127.0.0.1:5000/shop/web', '2'), '127.0.0.1:5000/shop/web:2');
});

test('a reference that is bound to a digest is bound to the new one', (t) => {
  t.is(candidateReference(`nginx:1.27@${OLD}`, { tag: '1.27', digest: NEW }), `nginx:1.27@${NEW}`);
  t.is(candidateReference(`nginx:1.27@${OLD}`, { tag: '1.28', digest: NEW }), `nginx:1.28@${NEW}`);
});

test('a registry is named as references name it', (t) => {
  for (const hub of [
    'docker.io',
    'index.docker.io',
    'registry-1.docker.io',
    'hub.docker.com',
    'https://index.docker.io/v1/',
  ]) {
    t.is(canonicalRegistryHost(hub), 'docker.io', hub);
  }
  t.is(canonicalRegistryHost(' GHCR.io '), 'ghcr.io');
  t.is(canonicalRegistryHost('localhost:5000'), 'localhost:5000');
  t.is(canonicalRegistryHost('[fd00::1]:5000'), '[fd00::1]:5000');
  for (const wrong of ['https://ghcr.io', 'ghcr.io/owner', 'registry', 'a b.io', 'x.io:99999', '']) {
    t.is(canonicalRegistryHost(wrong), null, wrong);
  }
});

test('a login is whole or not at all', (t) => {
  const accepts = (fields: object) => CreateRegistry.safeParse({ host: 'ghcr.io', ...fields }).success;
  t.true(accepts({}));
  t.true(accepts({ username: 'u', password: 'p' }));
  t.true(accepts({ token: 't' }));
  t.true(accepts({ username: 'u', token: 't' }));
  t.false(accepts({ username: 'u' }));
  t.false(accepts({ password: 'p' }));
  t.false(accepts({ username: 'u', password: 'p', token: 't' }));
  t.false(accepts({ username: 'u:v', password: 'p' }));
  t.false(accepts({ username: 'u', password: 'p\nq' }));
});

test('one socket has two spellings', (t) => {
  t.deepEqual(spellingsOf('/var/run/docker.sock'), ['/var/run/docker.sock', '/run/docker.sock']);
  t.deepEqual(spellingsOf('/run/podman/podman.sock'), ['/run/podman/podman.sock', '/var/run/podman/podman.sock']);
  t.deepEqual(spellingsOf('/home/x/docker.sock'), ['/home/x/docker.sock']);
});
