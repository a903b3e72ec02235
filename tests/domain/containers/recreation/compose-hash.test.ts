import { createHash } from 'node:crypto';
import test from 'ava';
import { followOwner, isHashedWithOwner } from '../../../../src/domain/containers/recreation/compose-hash.js';
import { readSubject } from '../../../../src/domain/containers/recreation/subject.js';

const [OLD, NEW] = ['a'.repeat(64), 'b'.repeat(64)];
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const hashed = (owner: string): string =>
  sha256(`{"command":null,"environment":{"A":"1 \\u0026 $2"},"network_mode":"container:${owner}"}`);

const MODEL = JSON.stringify({
  services: {
    app: {
      profiles: ['x'],
      command: null,
      depends_on: { vpn: {} },
      environment: { A: '1 & $$2' },
      network_mode: 'service:vpn',
    },
  },
});

function subjectOf(model: string, hash: string, mode = `container:${OLD}`) {
  const labels = { 'com.docker.compose.service': 'app', 'com.docker.compose.config-hash': hash };
  return readSubject({
    container: { Config: { Labels: labels }, HostConfig: { NetworkMode: mode } },
    oldImage: {},
    newImage: {},
    engine: { runtime: 'docker', apiVersion: '1.41', cgroupVersion: 2, containerdImageStore: false },
    imageReference: 'app:1',
    name: 'app',
    runId: null,
    renames: { [OLD]: NEW },
    compose: { model, sha256 },
  });
}

test('the hash follows the owner when the present one can be made', (t) => {
  t.is(followOwner(subjectOf(MODEL, hashed(OLD))), hashed(NEW));
  t.true(isHashedWithOwner(subjectOf(MODEL, hashed(OLD))));
  t.false(isHashedWithOwner(subjectOf(MODEL, hashed(OLD), 'bridge')));
});

test('another hash, another file, another service: none is invented', (t) => {
  t.is(followOwner(subjectOf(MODEL, sha256('another'))), undefined);
  t.is(followOwner(subjectOf(MODEL.replace('1 &', '2 &'), hashed(OLD))), undefined);
  t.is(followOwner(subjectOf(MODEL.replace('"app"', '"other"'), hashed(OLD))), undefined);
});

test('what is no answer of compose costs nothing but the hash', (t) => {
  const deep = `{"services":{"app":${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}}}`;
  for (const model of ['', 'null', '[]', '{"services":', '{"services":[]}', '{"services":{"app":7}}', deep]) {
    t.is(followOwner(subjectOf(model, hashed(OLD))), undefined);
  }
});
