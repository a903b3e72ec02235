import { planReconnect } from '../../../src/domain/containers/recreation/plan-reconnect.js';
import { readRecord } from '../../../src/platform/engines/engine-json.js';
import type { EngineObject } from '../../../src/platform/engines/engine.js';
import {
  addNetwork,
  drawPort,
  makeContainer,
  recreateFrom,
  type RecreationCase,
  RUN,
  type Scenarios,
  update,
} from './recreation-case.js';
import { readSettings } from './recreation-reference.js';

const MIB = 1_048_576;

/** Every setting of the checklist that this engine can have beside the others. */
async function everything(at: RecreationCase, front: string): Promise<EngineObject> {
  const [tcp, udp] = [String(await drawPort()), String(await drawPort())];
  const { kind } = at.host;
  const notPodman = (fields: EngineObject): EngineObject => (kind === 'podman' ? {} : fields);
  const onlyCurrent = (fields: EngineObject): EngineObject => (kind === 'current' ? fields : {});
  const Healthcheck = { Test: ['CMD', 'true'], Interval: 60e9, Timeout: 5e9, Retries: 3, StartPeriod: 1e9 };
  const address = notPodman({ IPAMConfig: { IPv4Address: `${at.net}.231.77` } });
  return {
    Hostname: 'whole',
    Domainname: 'd.test',
    User: '0:0',
    WorkingDir: '/www',
    StopSignal: 'SIGUSR1',
    StopTimeout: 2,
    Tty: true,
    OpenStdin: true,
    Env: ['CHANGED=mine', 'A=b=c', 'EMPTY='],
    Cmd: RUN,
    Healthcheck,
    Labels: { own: 'x', 'with space': 'a b', version: 'mine' },
    ExposedPorts: { '80/tcp': {}, '53/udp': {} },
    Volumes: { '/v': {} },
    HostConfig: {
      NetworkMode: front,
      Binds: [`${at.name}-named:/named`, '/tmp:/host-tmp:ro'],
      Mounts: [{ Type: 'volume', Target: '/m' }],
      Tmpfs: { '/t': 'size=2m,mode=1777' },
      PortBindings: {
        '80/tcp': [{ HostIp: '127.0.0.1', HostPort: tcp }],
        '53/udp': [{ HostIp: '127.0.0.1', HostPort: udp }],
      },
      RestartPolicy: { Name: 'unless-stopped', MaximumRetryCount: 0 },
      Dns: ['9.9.9.9'],
      DnsSearch: ['s.test'],
      ExtraHosts: ['h:192.0.2.9'],
      GroupAdd: ['1234'],
      CapAdd: ['NET_ADMIN'],
      CapDrop: ['MKNOD'],
      SecurityOpt: ['no-new-privileges:true'],
      ReadonlyRootfs: true,
      Memory: 64 * MIB,
      MemoryReservation: 32 * MIB,
      MemorySwap: 128 * MIB,
      OomScoreAdj: 300,
      CpuShares: 512,
      CpuQuota: 50_000,
      CpuPeriod: 100_000,
      CpusetCpus: '0',
      PidsLimit: 77,
      ShmSize: 8 * MIB,
      Ulimits: [
        { Name: 'nofile', Soft: 512, Hard: 1024 },
        { Name: 'nproc', Soft: 400, Hard: 500 },
      ],
      Sysctls: { 'net.ipv4.ip_unprivileged_port_start': '0' },
      CgroupParent: '/recreation-whole',
      LogConfig: { Type: 'json-file', Config: { 'max-size': '1m' } },
      Devices: [{ PathOnHost: '/dev/null', PathInContainer: '/dev/one', CgroupPermissions: 'rwm' }],
      ...notPodman({
        IpcMode: 'shareable',
        DnsOptions: ['ndots:2'],
        Init: false,
        DeviceCgroupRules: ['c 1:3 rwm'],
        MaskedPaths: [],
        ReadonlyPaths: [],
      }),
      ...onlyCurrent({ Annotations: { 'my.key': 'v' } }),
    },
    NetworkingConfig: { EndpointsConfig: { [front]: { Aliases: ['web', 'www'], ...address } } },
  };
}

const inspected = (at: RecreationCase, container: EngineObject) =>
  readSettings(container, { isPodman: at.host.kind === 'podman' });

/** Without what an update is for, and what the images bring. */
function withoutImage(settings: Readonly<Record<string, unknown>>): unknown {
  const { image: _image, config, ...rest } = settings;
  const { Labels, Env, ...others } = readRecord(config);
  const { added: _added, removed: _removed, 'io.millwright.update': _run, ...labels } = readRecord(Labels);
  const own = (Env as readonly string[]).filter((entry) => /^(CHANGED|A|EMPTY)=/.test(entry));
  return { ...rest, config: others, labels, own };
}

/** The settings of the checklist together, and what an update must not touch. */
export const WHOLE_SCENARIOS: Scenarios = {
  'a container with every setting survives two updates in a row, and one back, with nothing changed but the image': {
    points: Array.from({ length: 66 }, (_value, index) => index + 1),
    run: async (at) => {
      const [front, back] = [`${at.name}-front`, `${at.name}-back`];
      await addNetwork(at, front, 231);
      await addNetwork(at, back, 232);
      const images = { oldImage: { Volumes: { '/i': {} } }, newImage: { Volumes: { '/i': {} } } };
      const request = {
        body: await everything(at, front),
        connect: [{ network: back, endpoint: { Aliases: ['behind'] } }],
      };
      const first = await update(at, { ...request, ...images });
      const names = { old: `test.local/${at.name}:old`, new: `test.local/${at.name}:new` };
      const again = await recreateFrom(at, { id: first.id, newImage: names.old, renames: {}, runId: 'run-2' });
      const third = await recreateFrom(at, { id: again.id, newImage: names.new, renames: {}, runId: 'run-3' });
      const wanted = inspected(at, first.old);
      for (const { container } of [first, again, third])
        at.t.deepEqual(withoutImage(inspected(at, container)), withoutImage(wanted));
      at.t.is(readRecord(readRecord(third.container['Config'])['Labels'])['io.millwright.update'], 'run-3');
      at.t.is(readRecord(third.container['State'])['Running'], true);
      const made = (container: EngineObject) =>
        JSON.stringify(container['Mounts'])
          .match(/[0-9a-f]{64}/g)
          ?.toSorted();
      at.t.deepEqual(made(third.container), made(first.old), 'the same volumes');
      at.t.deepEqual(
        (third.plan.create.body['Env'] as string[]).filter((entry) => !entry.startsWith('HOME=')).toSorted(),
        ['A=b=c', 'CHANGED=mine', 'EMPTY='],
      );
    },
  },
  'what was disconnected for the successor can be connected again as it was': {
    points: [29, 32],
    run: async (at) => {
      const [front, back] = [`${at.name}-front`, `${at.name}-back`];
      await addNetwork(at, front, 233);
      await addNetwork(at, back, 234);
      const fixed = at.host.kind === 'podman' ? {} : { IPAMConfig: { IPv4Address: `${at.net}.233.77` } };
      const body = {
        HostConfig: { NetworkMode: front },
        NetworkingConfig: { EndpointsConfig: { [front]: { Aliases: ['web'], ...fixed } } },
      };
      const connect = [{ network: back, endpoint: { Aliases: ['behind'] } }];
      await update({ ...at, name: `${at.name}-images` }, {});
      await at.engine.tagImage(`test.local/${at.name}-images:old`, `test.local/${at.name}:live`);
      const id = await makeContainer(at, { body, connect });
      const before = await at.engine.inspectContainer(id);
      await at.engine.stopContainer(id, { timeoutSeconds: 1 });
      const endpoints = planReconnect(before, at.description);
      for (const { network } of endpoints) await at.engine.disconnectNetwork(network, { container: id, force: true });
      for (const { network, endpoint } of endpoints)
        await at.engine.connectNetwork(network, { container: id, endpoint });
      await at.engine.startContainer(id);
      at.t.deepEqual(inspected(at, await at.engine.inspectContainer(id)), inspected(at, before));
    },
  },
};
