import { createHash } from 'node:crypto';
import test from 'ava';
import {
  compareCreated,
  type CreatedDifference,
} from '../../../../src/domain/containers/recreation/compare-created.js';
import { type EngineJson, readRecord } from '../../../../src/domain/containers/recreation/engine-json.js';
import { planRecreation } from '../../../../src/domain/containers/recreation/plan-recreation.js';
import { endpoint, type Made, requestFor } from './made-container.js';
import { createPretend } from './pretend-docker.js';

const digest = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 12);

/** The gate for a container that came out as planned, but for what `change` did to it. */
function gate(made: Made, change: (created: EngineJson) => EngineJson, pendingNetworks: readonly string[] = []) {
  const request = requestFor(made);
  const intended = planRecreation(request);
  if (!intended.ok) throw new Error(JSON.stringify(intended.problems));
  const created = change(createPretend(intended, request.newImage, 'created'));
  return compareCreated({ ...request, intended, created, digest, pendingNetworks });
}

const within = (part: string, over: EngineJson) => (created: EngineJson) => ({
  ...created,
  [part]: { ...readRecord(created[part]), ...over },
});
const asIs = (created: EngineJson): EngineJson => created;
const brief = (differences: readonly CreatedDifference[]) => differences.map(({ path, kind }) => `${kind} ${path}`);

test('what came out as planned is no difference', (t) => {
  const made: Made = {
    oldImage: { Env: ['A=1'], Entrypoint: ['/e'], Labels: { v: '1' } },
    newImage: { Env: ['A=2'], Entrypoint: ['/n'], Labels: { v: '2' }, Volumes: { '/new': {} } },
    config: { Env: ['MINE=1', 'A=1'], Labels: { v: '1', own: 'x' } },
    hostConfig: { Memory: 1, NetworkMode: 'front', RestartPolicy: { Name: '' } },
    networks: { front: endpoint({ Aliases: ['web'] }), back: endpoint() },
    request: { runId: 'run' },
  };
  t.deepEqual(gate(made, asIs), []);
});

test('a setting is lost, changed or added', (t) => {
  const made: Made = { hostConfig: { Memory: 100, CapAdd: ['NET_ADMIN'] } };
  t.deepEqual(brief(gate(made, within('HostConfig', { Memory: 0 }))), ['lost HostConfig.Memory']);
  t.deepEqual(gate(made, within('HostConfig', { Memory: 200 })), [
    { path: 'HostConfig.Memory', expected: '100', actual: '200', kind: 'changed' },
  ]);
  t.deepEqual(gate(made, within('HostConfig', { CapAdd: ['NET_ADMIN'], Privileged: true })), [
    { path: 'HostConfig.Privileged', expected: null, actual: 'true', kind: 'added' },
  ]);
  t.deepEqual(brief(gate(made, within('Config', { User: 'root' }))), ['added Config.User']);
});

test('the image has to be the new one', (t) => {
  t.deepEqual(
    gate({}, (created) => ({ ...created, Image: 'sha256:other' })),
    [{ path: 'Image', expected: 'new', actual: 'other', kind: 'changed' }],
  );
});

test('secrets are shown as digests only: environment, command, health check, log options, volume options', (t) => {
  const secret = 'hunter2-of-the-test';
  const made: Made = {
    mounts: [{ Type: 'volume', Name: 'v', Destination: '/v', RW: true }],
    config: {
      Env: [`TOKEN=${secret}`],
      Cmd: ['run', `--password=${secret}`],
      Healthcheck: { Test: ['CMD', 'curl', `https://u:${secret}@h/`] },
    },
    hostConfig: {
      LogConfig: { Type: 'splunk', Config: { 'splunk-token': secret } },
      Mounts: [
        { Type: 'volume', Source: 'v', Target: '/v', VolumeOptions: { DriverConfig: { Options: { o: secret } } } },
      ],
      Annotations: { a: secret },
      SettingOfTomorrow: { key: secret },
    },
  };
  const differences = gate(made, (created) =>
    within('HostConfig', {
      LogConfig: { Type: `${secret}2` },
      Mounts: [],
      Annotations: {},
      SettingOfTomorrow: `${secret}3`,
    })(within('Config', { Env: [`TOKEN=${secret}4`], Cmd: [`${secret}5`], Healthcheck: { Test: [secret] } })(created)),
  );
  t.false(JSON.stringify(differences).includes(secret));
  const shown = differences.find(({ path }) => path === 'Config.Env.TOKEN');
  t.deepEqual(shown, {
    path: 'Config.Env.TOKEN',
    expected: `digest ${digest(`TOKEN=${secret}`)}`,
    actual: `digest ${digest(`TOKEN=${secret}4`)}`,
    kind: 'changed',
  });
  t.is(differences.length, 7, brief(differences).join(', '));
});

test('labels are shown as they are, by name', (t) => {
  const made: Made = { config: { Labels: { a: '1', 'b c': '2' } } };
  t.deepEqual(gate(made, within('Config', { Labels: { a: '9', d: '4' } })), [
    { path: 'Config.Labels.a', expected: '1', actual: '9', kind: 'changed' },
    { path: 'Config.Labels.b c', expected: '2', actual: null, kind: 'lost' },
    { path: 'Config.Labels.d', expected: null, actual: '4', kind: 'added' },
  ]);
});

test('networks: one that is missing, one too many, aliases and addresses; not those that are only connected later', (t) => {
  const networks = {
    front: endpoint({ Aliases: ['web'], IPAMConfig: { IPv4Address: '10.0.0.7' } }),
    back: endpoint({ Aliases: ['b'] }),
  };
  const made: Made = { hostConfig: { NetworkMode: 'front' }, networks };
  const only = (Networks: EngineJson) => within('NetworkSettings', { Networks });
  const { front } = networks;
  t.deepEqual(brief(gate(made, only({ front }))), [
    'lost NetworkSettings.Networks.back',
    'lost NetworkSettings.Networks.back.Aliases',
  ]);
  t.deepEqual(gate(made, only({ front }), ['back']), []);
  t.deepEqual(brief(gate(made, only({ front, more: endpoint() }), ['back'])), ['added NetworkSettings.Networks.more']);
  t.deepEqual(brief(gate(made, only({ front: endpoint({ Aliases: ['web'] }) }), ['back'])), [
    'lost NetworkSettings.Networks.front.IPAMConfig',
  ]);
});

test('volumes: another one at the same path, one that is gone; a new one of the new image is expected', (t) => {
  const mount = (Name: string, Destination: string) => ({ Type: 'volume', Name, Destination, RW: true });
  const made: Made = { oldImage: { Volumes: { '/data': {} } }, mounts: [mount('data', '/data')] };
  t.deepEqual(gate(made, asIs), []);
  const changed = gate(made, (created) => ({ ...created, Mounts: [mount('empty', '/data')] }));
  t.deepEqual(brief(changed), ['changed Mounts./data']);
  t.deepEqual(brief(gate(made, (created) => ({ ...created, Mounts: [] }))), ['lost Mounts./data']);
  const declared = { ...made, newImage: { Volumes: { '/data': {}, '/new': {} } } };
  t.deepEqual(gate(declared, asIs), []);
});

test('a shared namespace has to stay shared, whatever the owner is called now', (t) => {
  const made: Made = {
    hostConfig: { NetworkMode: 'container:old' },
    networks: {},
    request: { renames: { old: 'new' } },
  };
  t.deepEqual(gate(made, within('HostConfig', { NetworkMode: 'container:0123' })), []);
  t.deepEqual(brief(gate(made, within('HostConfig', { NetworkMode: 'bridge' }))), ['changed HostConfig.NetworkMode']);
});
