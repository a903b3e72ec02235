import test from 'ava';
import { resolveTarget } from '../../../../src/activities/containers/health/resolve-target.js';
import { readContainerFacts } from '../../../../src/activities/containers/health/read-facts.js';

const bound = (...bindings: readonly [ip: string, port: string][]) => ({
  HostConfig: { NetworkMode: 'bridge' },
  NetworkSettings: {
    Ports: {
      '80/tcp': bindings.map(([HostIp, HostPort]) => ({ HostIp, HostPort })),
      '53/udp': [{ HostIp: '', HostPort: '53' }],
    },
    Networks: { bridge: { IPAddress: '10.1.0.2', GlobalIPv6Address: 'fd00::2' } },
  },
});
const own = (endpoint: object) => ({
  HostConfig: { NetworkMode: 'shop' },
  NetworkSettings: { Ports: { '80/tcp': null }, Networks: { shop: endpoint } },
});

const ROWS: Readonly<Record<string, readonly [inspect: object, port: number, target: string]>> = {
  'published on all addresses is asked on loopback': [bound(['0.0.0.0', '8080'], ['::', '8081']), 80, '127.0.0.1 8080'],
  'published on IPv6 only is asked there': [bound(['::', '8081']), 80, '::1 8081'],
  'published without an address is loopback (Podman)': [bound(['', '8080']), 80, '127.0.0.1 8080'],
  'published on one address is asked on it': [bound(['192.0.2.7', '8080']), 80, '192.0.2.7 8080'],
  'an IPv6 address as it was bound': [bound(['2001:db8::1', '8080']), 80, '2001:db8::1 8080'],
  'not published is asked at its own address': [bound(['0.0.0.0', '8080']), 81, '10.1.0.2 81'],
  'udp is another port': [bound(), 53, '10.1.0.2 53'],
  'a network of the user’s': [own({ IPAddress: '10.2.0.9' }), 80, '10.2.0.9 80'],
  'an IPv6 network': [own({ IPAddress: '', GlobalIPv6Address: 'fd00::9' }), 80, 'fd00::9 80'],
  'a port that is none is not believed': [bound(['0.0.0.0', '99999'], ['0.0.0.0', 'x']), 80, '10.1.0.2 80'],
  'the host’s network is loopback': [{ HostConfig: { NetworkMode: 'host' } }, 80, '127.0.0.1 80'],
  'no network is an error': [{ HostConfig: { NetworkMode: 'none' } }, 80, 'no_network'],
  'no address is an error': [own({}), 80, 'no_address'],
  'nonsense is an error': [{ NetworkSettings: { Ports: 'x', Networks: [1] } }, 80, 'no_address'],
};

for (const [title, [inspect, port, expected]] of Object.entries(ROWS)) {
  test(title, (t) => {
    const target = resolveTarget({ port, inspect: inspect as never });
    t.is(target.ok ? `${target.host} ${target.port}` : target.code, expected);
  });
}

test('an address of the probe’s own is taken as it is', (t) => {
  t.deepEqual(resolveTarget({ port: 81, address: 'db.internal', inspect: {} }), {
    ok: true,
    host: 'db.internal',
    port: 81,
  });
});

test('facts are of the right types whatever the engine sends', (t) => {
  for (const inspect of [
    {},
    { State: null },
    { State: { Status: 7, Health: 'x', ExitCode: 'y' }, RequestCount: {} },
    { State: [], RestartCount: -1 },
  ]) {
    t.deepEqual(readContainerFacts(inspect as never), {
      state: 'unknown',
      health: 'none',
      healthOutput: '',
      restartCount: 0,
      exitCode: null,
      oomKilled: false,
      startedAt: null,
    });
  }
  const State = {
    Status: 'stopped',
    StartedAt: '2026-01-01T00:00:00Z',
    ExitCode: 3,
    OOMKilled: true,
    Healthcheck: { Status: 'unhealthy', Log: [{ Output: 'a' }, { Output: 'b\nc' }] },
  };
  t.like(readContainerFacts({ State }), {
    state: 'exited',
    health: 'unhealthy',
    healthOutput: 'b c',
    exitCode: 3,
    oomKilled: true,
  });
});
