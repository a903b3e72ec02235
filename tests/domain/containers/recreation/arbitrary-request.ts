import { fc } from '../../../helpers/properties.js';
import type { EngineJson } from '../../../../src/domain/containers/recreation/engine-json.js';

/** Values of images and of users never meet: an equal one could not be told from an inherited one. */
const word = (prefix: string): fc.Arbitrary<string> =>
  fc
    .string({ minLength: 0, maxLength: 6, unit: fc.constantFrom('a', 'b', '=', ' ', '"', 'é', '0') })
    .map((text) => `${prefix}${text}`);

const names = ['PATH', 'MODE', 'LANG', 'X Y', 'EMPTY'] as const;
const paths = ['/data', '/logs', '/var/lib/x', '/a b'] as const;
const ports = ['80/tcp', '443/tcp', '53/udp'] as const;

function optional(fields: Readonly<Record<string, fc.Arbitrary<unknown>>>): fc.Arbitrary<EngineJson> {
  return fc.record(fields, { requiredKeys: [] });
}

const environment = (prefix: string): fc.Arbitrary<string[]> =>
  fc
    .dictionary(fc.constantFrom(...names), word(prefix))
    .map((all) => Object.entries(all).map(([name, value]) => `${name}=${value}`));
const keyed = (keys: readonly string[]): fc.Arbitrary<EngineJson> =>
  fc.dictionary(fc.constantFrom(...keys), fc.constant({}));
const list = (prefix: string): fc.Arbitrary<string[]> => fc.array(word(prefix), { minLength: 1, maxLength: 3 });

export const arbitraryImage = (prefix: string): fc.Arbitrary<EngineJson> =>
  optional({
    Env: environment(prefix),
    Labels: fc.dictionary(fc.constantFrom(...names), word(prefix)),
    Entrypoint: list(prefix),
    Cmd: list(prefix),
    WorkingDir: word(`/${prefix}`),
    User: word(prefix),
    StopSignal: fc.constant(`SIG${prefix}`),
    Volumes: keyed(paths),
    ExposedPorts: keyed(ports),
    Healthcheck: optional({ Test: list(prefix), Interval: fc.constantFrom(1e9, 2e9), Retries: fc.constantFrom(3, 4) }),
  });

const hostConfig = optional({
  Binds: fc.subarray(['named:/data', '/srv:/b:ro,z']),
  Mounts: fc.subarray([
    { Type: 'volume', Target: '/mounted' },
    { Type: 'tmpfs', Target: '/tmpfs', TmpfsOptions: { SizeBytes: 1_024 } },
    { Type: 'volume', Source: 'v', Target: '/v', VolumeOptions: { Subpath: 's' } },
  ]),
  Tmpfs: fc.constant({ '/t': 'size=1m' }),
  NetworkMode: fc.constantFrom('default', 'bridge', 'front', 'container:0123456789abcdef'),
  Memory: fc.nat(),
  CapAdd: fc.constant(['NET_ADMIN']),
  Devices: fc.constant([{ PathOnHost: '/dev/null', PathInContainer: '/dev/x', CgroupPermissions: 'r' }]),
  Privileged: fc.boolean(),
  RestartPolicy: fc.constantFrom({ Name: 'always' }, { Name: 'on-failure', MaximumRetryCount: 3 }),
  LogConfig: fc.constant({ Type: 'json-file', Config: { 'max-size': '1m' } }),
  Sysctls: fc.constant({ 'net.x': '1' }),
  Init: fc.boolean(),
  AFieldOfTomorrow: fc.jsonValue({ maxDepth: 1 }).filter((value) => !Array.isArray(value)),
});

/** A create body as a user would send it, and the networks that are connected afterwards. */
export const arbitraryRequest = fc
  .record({
    own: optional({
      Env: environment('u'),
      Labels: fc.dictionary(fc.constantFrom(...names), word('u')),
      WorkingDir: word('/u'),
      User: word('u'),
      StopSignal: fc.constant('SIGUSR1'),
      StopTimeout: fc.nat(60),
      Hostname: word('u'),
      Volumes: keyed(paths),
      ExposedPorts: keyed(['8080/tcp']),
      Healthcheck: fc.constantFrom({ Test: ['NONE'] }, { Interval: 7e9 }, { Test: ['CMD', 'u'], Retries: 7 }),
      Tty: fc.boolean(),
    }),
    command: fc.constantFrom<EngineJson>({}, { Cmd: ['u'] }, { Entrypoint: ['u'] }, { Entrypoint: [''], Cmd: ['u'] }),
    hostConfig,
    aliases: fc.subarray(['one', 'two']),
    back: fc.boolean(),
  })
  .map(({ own, command, hostConfig: host, aliases, back }) => {
    const shares = String(host['NetworkMode']).startsWith('container:');
    // What engines refuse beside a shared network.
    const { Hostname: _hostname, ExposedPorts: _ports, ...allowed } = own;
    const endpoints = host['NetworkMode'] === 'front' ? { front: { Aliases: aliases } } : {};
    const body = {
      ...(shares ? allowed : own),
      ...command,
      HostConfig: host,
      NetworkingConfig: { EndpointsConfig: endpoints },
    };
    const connect = back && !shares ? [{ network: 'back', endpoint: { Aliases: aliases } }] : [];
    return { create: { name: 'web', body: body as EngineJson }, connect };
  });
