import test from 'ava';
import { isMarkOf, readAsideName } from '../../../../src/domain/containers/discovery/aside-names.js';
import { readContainer } from '../../../../src/domain/containers/discovery/read-container.js';
import { readResources } from '../../../../src/domain/containers/discovery/read-resources.js';

const DIGEST = `sha256:${'a'.repeat(64)}`;
const OTHER = `sha256:${'b'.repeat(64)}`;

const INSPECT = {
  Id: 'c'.repeat(64),
  Name: '/web',
  Image: 'sha256:config',
  Created: '2026-01-02T03:04:05.678901234Z',
  RestartCount: 3,
  Config: {
    Image: 'nginx:1.27',
    Env: ['PASSWORD=secret'],
    Cmd: ['--token', 'secret'],
    Labels: {
      'com.docker.compose.project': 'shop',
      'com.docker.compose.service': 'front',
      'com.docker.compose.project.working_dir': '/srv/shop',
      'com.docker.compose.project.config_files': '/srv/shop/a.yml,/srv/shop/b.yml',
      odd: 5,
    },
  },
  HostConfig: { NetworkMode: 'shop_default', RestartPolicy: { Name: 'unless-stopped' }, AutoRemove: false },
  State: {
    Status: 'running',
    Health: { Status: 'unhealthy' },
    ExitCode: 0,
    StartedAt: '2026-01-02T03:04:06Z',
    FinishedAt: '0001-01-01T00:00:00Z',
  },
  Mounts: [
    { Type: 'volume', Name: 'data', Source: '/var/lib/docker/volumes/data/_data', Destination: '/data', RW: true },
    { Type: 'bind', Source: '/etc/web', Destination: '/etc/web', RW: false },
  ],
  NetworkSettings: {
    Ports: {
      '80/tcp': [
        { HostIp: '0.0.0.0', HostPort: '8080' },
        { HostIp: '::', HostPort: '8080' },
      ],
      '443/tcp': null,
    },
    Networks: { shop_default: { IPAddress: '172.18.0.2' } },
  },
};

const changed = (fields: object) => readContainer({ ...INSPECT, ...fields }, [`nginx@${DIGEST}`]);

test('a container is read as inspect shows it, without environment and command', (t) => {
  const container = readContainer(INSPECT, [`ghcr.io/x/nginx@${OTHER}`, `nginx@${DIGEST}`]);
  t.like(container, {
    name: 'web',
    imageReference: 'nginx:1.27',
    imageDigest: DIGEST,
    imageId: 'sha256:config',
    state: 'running',
    health: 'unhealthy',
    composeProject: 'shop',
    composeService: 'front',
  });
  t.deepEqual(container?.facts, {
    ports: [
      { containerPort: 80, protocol: 'tcp', hostAddress: '0.0.0.0', hostPort: 8080 },
      { containerPort: 80, protocol: 'tcp', hostAddress: '::', hostPort: 8080 },
      { containerPort: 443, protocol: 'tcp', hostAddress: null, hostPort: null },
    ],
    mounts: [
      { type: 'volume', source: 'data', destination: '/data', readOnly: false },
      { type: 'bind', source: '/etc/web', destination: '/etc/web', readOnly: true },
    ],
    networks: [{ name: 'shop_default', address: '172.18.0.2' }],
    networkMode: 'shop_default',
    restartPolicy: 'unless-stopped',
    restartCount: 3,
    autoRemove: false,
    createdAt: '2026-01-02T03:04:05.678Z',
    startedAt: '2026-01-02T03:04:06.000Z',
    finishedAt: null,
    exitCode: null,
  });
  t.false(JSON.stringify(container).includes('secret'));
});

test('the digest is that of the repository that the container names, not simply the first', (t) => {
  const digest = (reference: string, digests: string[]) =>
    readContainer({ ...INSPECT, Config: { Image: reference } }, digests)?.imageDigest;
  t.is(digest('nginx', [`other/nginx@${OTHER}`, `nginx@${DIGEST}`]), DIGEST);
  t.is(digest(`nginx:1@${OTHER}`, [`nginx@${DIGEST}`, `nginx@${OTHER}`]), OTHER);
  t.is(digest('made-here:1', []), null);
  t.is(digest('made-here:1', [`nginx@${DIGEST}`]), null);
  t.is(digest(`nginx@${OTHER}`, []), OTHER);
});

test('a container made from an image id has that id for a reference', (t) => {
  t.is(readContainer({ ...INSPECT, Config: {} }, [])?.imageReference, 'sha256:config');
});

test('health is what is checked now: nothing without a check, unknown once it has ended', (t) => {
  t.is(changed({ State: { Status: 'running' } })?.health, 'none');
  t.is(changed({ State: { Status: 'running', Health: { Status: '' } } })?.health, 'none', 'as Podman says it');
  t.is(changed({ State: { Status: 'running', Health: { Status: 'starting' } } })?.health, 'starting');
  t.is(changed({ State: { Status: 'exited', Health: { Status: 'unhealthy' } } })?.health, 'unknown');
  t.is(changed({ State: { Status: 'running', Health: { Status: 'splendid' } } })?.health, 'unknown');
});

test('words for states that are not Docker’s are understood, others are unknown', (t) => {
  const state = (word: unknown) => changed({ State: { Status: word, ExitCode: 4 } });
  t.is(state('configured')?.state, 'created');
  t.is(state('stopped')?.state, 'exited');
  t.is(state('exited')?.facts.exitCode, 4);
  t.is(state('dancing')?.state, 'unknown');
  t.is(state(7)?.state, 'unknown');
});

test('what names no container is none, and whatever else is wrong does no harm', (t) => {
  t.is(readContainer({}, []), null);
  t.is(readContainer({ ...INSPECT, Name: 5 }, []), null);
  const odd = readContainer(
    {
      Id: 'x',
      Name: `/${'n'.repeat(5_000)}\u0000\n`,
      Config: [],
      HostConfig: 3,
      State: null,
      Mounts: {},
      NetworkSettings: { Ports: 'x', Networks: [] },
    },
    ['', '::', 'x'],
  );
  t.is(odd?.name.length, 1_000);
  t.is(odd?.state, 'unknown');
  t.is(readContainer({ Id: 'x', Name: '/a\u0000b' }, [])?.name, 'a?b');
});

test('two names that differ only after hundreds of characters stay two', (t) => {
  for (const name of [`${'n'.repeat(250)}a`, `${'n'.repeat(250)}b`])
    t.is(readContainer({ ...INSPECT, Name: `/${name}` }, [])?.name, name);
});

test('names that updates give are told from others', (t) => {
  t.deepEqual(readAsideName('web.mw-old-deadbeef'), { name: 'web', mark: 'deadbeef' });
  t.deepEqual(readAsideName('web.mw-deadbeef'), { name: 'web', mark: 'deadbeef' });
  t.is(readAsideName('web.mw-old-deadbee'), null);
  t.is(readAsideName('mw-old-deadbeef'), null);
  t.true(isMarkOf('deadbeef', '01932b2e-0000-7000-8000-0000deadbeef'));
  t.true(isMarkOf('01932b2e', '01932b2e-0000-7000-8000-0000deadbeef'));
  t.false(isMarkOf('00000000', '01932b2e-0000-7000-8000-0000deadbeef'));
});

test('images, volumes, networks and projects are read, with who uses them', (t) => {
  const container = readContainer(INSPECT, []);
  const found = readResources({
    images: [
      {
        id: 'sha256:config',
        tags: ['nginx:1.27'],
        digests: [`nginx@${DIGEST}`],
        createdAt: 1_700_000_000,
        sizeBytes: 5,
      },
      { id: 'sha256:config', tags: [], digests: [], createdAt: 0, sizeBytes: 0 },
    ],
    volumes: [
      { Name: 'data', Driver: 'local', Mountpoint: '/m', Labels: null, CreatedAt: 'nonsense' },
      { Name: 'd'.repeat(40) + 'e'.repeat(24), Driver: 'local' },
      {},
    ],
    networks: [
      { Id: 'n1', Name: 'shop_default', Driver: 'bridge', IPAM: { Config: [{ Subnet: '172.18.0.0/16' }, {}] } },
    ],
    containers: container === null ? [] : [container],
    platforms: new Map([['sha256:config', { os: 'linux', architecture: 'amd64', variant: null }]]),
  });
  t.deepEqual(
    found.map(({ kind, key }) => `${kind} ${key.slice(0, 20)}`),
    ['image sha256:config', 'volume data', `volume ${'d'.repeat(20)}`, 'network n1', 'project shop'],
  );
  t.like(found[0]?.facts, {
    containers: ['web'],
    createdAt: '2023-11-14T22:13:20.000Z',
    platform: { architecture: 'amd64' },
  });
  t.like(found[1]?.facts, { containers: ['web'], anonymous: false, createdAt: null });
  t.like(found[2]?.facts, { anonymous: true });
  t.like(found[3]?.facts, { subnets: ['172.18.0.0/16'], containers: ['web'] });
  t.deepEqual(found[4]?.facts, {
    workingDirectory: '/srv/shop',
    configFiles: ['/srv/shop/a.yml', '/srv/shop/b.yml'],
    services: [{ name: 'front', containers: 1, running: 1 }],
  });
});
