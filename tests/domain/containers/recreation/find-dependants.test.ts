import test from 'ava';
import type { EngineJson } from '../../../../src/domain/containers/recreation/engine-json.js';
import { findDependants } from '../../../../src/domain/containers/recreation/find-dependants.js';

const idOf = (name: string): string => name.padEnd(64, '0').replaceAll(/[^0-9a-z]/g, '0');

function container(name: string, HostConfig: EngineJson = {}, Labels: EngineJson = {}): EngineJson {
  return { Id: idOf(name), Name: `/${name}`, HostConfig, Config: { Labels } };
}

const members = (containers: readonly EngineJson[], target = 'vpn') =>
  findDependants(containers, idOf(target), target).members.map(({ name, ties }) => `${name} ${ties.join('+')}`);

const compose = (service: string, dependsOn = '', project = 'shop') => ({
  'com.docker.compose.project': project,
  'com.docker.compose.service': service,
  'com.docker.compose.depends_on': dependsOn,
});

test('who shares a network, ipc, pid or volumes of the target, or is linked to it, is a member', (t) => {
  const shared = `container:${idOf('vpn')}`;
  const containers = [
    container('vpn'),
    container('net', { NetworkMode: shared }),
    container('ipc', { IpcMode: shared, PidMode: 'container:vpn' }),
    container('vol', { VolumesFrom: [`${idOf('vpn')}:ro`] }),
    container('short', { NetworkMode: `container:${idOf('vpn').slice(0, 12)}` }),
    container('linked', { Links: ['/vpn:/linked/alias'] }),
    container('none', { NetworkMode: 'bridge', VolumesFrom: ['other'], Links: null }),
  ];
  t.deepEqual(members(containers), ['net network', 'ipc ipc+pid', 'vol volumes_from', 'short network', 'linked link']);
});

test('members of members come too, owners first', (t) => {
  const containers = [
    container('c', { NetworkMode: 'container:b', VolumesFrom: ['vpn'] }),
    container('b', { PidMode: `container:${idOf('a')}` }),
    container('a', { NetworkMode: 'container:vpn' }),
    container('vpn'),
  ];
  t.deepEqual(members(containers), ['a network', 'b pid', 'c network+volumes_from']);
  const found = findDependants(containers, idOf('vpn'), '/vpn').members;
  t.deepEqual(
    found.map(({ ownerId }) => ownerId),
    [idOf('vpn'), idOf('a'), idOf('b')],
  );
});

test('circles end, with every member once', (t) => {
  const containers = [
    container('a', { VolumesFrom: ['vpn', 'b'] }),
    container('b', { VolumesFrom: ['a'] }),
    container('vpn', { VolumesFrom: ['b'] }),
    container('self', { NetworkMode: 'container:self', VolumesFrom: ['vpn'] }),
  ];
  t.deepEqual(
    findDependants(containers, idOf('vpn'), 'vpn')
      .members.map(({ name }) => name)
      .toSorted(),
    ['a', 'b', 'self'],
  );
});

test('compose’s dependants are found in their order, with condition and restart, in the same project only', (t) => {
  const containers = [
    container('shop-web-1', {}, compose('web', 'app:service_started:true,db:service_healthy:false')),
    container('shop-app-1', {}, compose('app', 'db:service_healthy:true')),
    container('shop-db-1', {}, compose('db')),
    container('other-app-1', {}, compose('app', 'db:service_healthy:true', 'other')),
    container('shop-old-1', {}, compose('old', 'db')),
    container('plain'),
  ];
  const { composeDependants } = findDependants(containers, idOf('shop-db-1'), 'shop-db-1');
  t.deepEqual(
    composeDependants.map(({ service, condition, restart }) => [service, condition, restart]),
    [
      ['app', 'service_healthy', true],
      ['old', 'service_started', false],
      ['web', 'service_healthy', false],
    ],
  );
});

test('who depends on a member in compose is found, and a member itself is no dependant', (t) => {
  const containers = [
    container('shop-vpn-1', {}, compose('vpn')),
    container(
      'shop-app-1',
      { NetworkMode: `container:${idOf('shop-vpn-1')}` },
      compose('app', 'vpn:service_started:true'),
    ),
    container('shop-web-1', {}, compose('web', 'app:service_started:true')),
    container('shop-loop-1', {}, compose('loop', 'web:service_started:true,app:service_started:false')),
  ];
  const { members: found, composeDependants } = findDependants(containers, idOf('shop-vpn-1'), 'shop-vpn-1');
  t.deepEqual(
    found.map(({ name }) => name),
    ['shop-app-1'],
  );
  t.deepEqual(
    composeDependants.map(({ service, restart }) => [service, restart]),
    [
      ['web', true],
      ['loop', false],
    ],
  );
});

test('a circle in depends_on ends', (t) => {
  const containers = [
    container('shop-db-1', {}, compose('db', 'a:service_started:true')),
    container('shop-a-1', {}, compose('a', 'db:service_started:true,b:service_started:true')),
    container('shop-b-1', {}, compose('b', 'db:service_started:true,a:service_started:true')),
  ];
  t.is(findDependants(containers, idOf('shop-db-1'), 'shop-db-1').composeDependants.length, 2);
});
