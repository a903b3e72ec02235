import type { ChecklistCase } from './checklist-case.js';
import { CURRENT, endpoint, ID, OTHER_ID, PODMAN, recreate, SHORT } from './made-container.js';

const hostConfig = { NetworkMode: 'front' };

/** 27 to 37. */
export const NETWORK_CASES: readonly ChecklistCase[] = [
  {
    point: 27,
    what: 'every network is kept; the primary one is that of the mode, by name or id, and default means bridge',
    check: (t) => {
      const networks = { back: endpoint({ NetworkID: 'bbb' }), front: endpoint({ NetworkID: 'fff0123456789' }) };
      const old = recreate({ hostConfig, networks });
      t.deepEqual([old.host['NetworkMode'], Object.keys(old.endpoints)], ['front', ['front']]);
      t.deepEqual(old.plan.connect, [{ network: 'back', endpoint: {} }]);
      const byId = recreate({ hostConfig: { NetworkMode: 'fff0123456789' }, networks });
      t.deepEqual(Object.keys(byId.endpoints), ['fff0123456789']);
      const plain = recreate({});
      t.deepEqual([plain.host['NetworkMode'], plain.endpoints, plain.plan.connect], ['default', {}, []]);
      const second = recreate({ networks: { bridge: endpoint(), back: endpoint() } });
      t.deepEqual(second.plan.connect, [{ network: 'back', endpoint: {} }]);
      const left = recreate({ hostConfig: { NetworkMode: 'gone' }, networks: { back: endpoint() } });
      t.deepEqual([left.host['NetworkMode'], Object.keys(left.endpoints)], ['back', ['back']]);
    },
  },
  {
    point: 28,
    what: "aliases are kept without the engine's own, and none are sent for the default bridge or the host",
    check: (t) => {
      const config = { Hostname: 'myhost' };
      const networks = { front: endpoint({ Aliases: ['web', SHORT, 'myhost'] }) };
      t.deepEqual(recreate({ hostConfig, config, networks }).endpoints, { front: { Aliases: ['web'] } });
      const own = { front: endpoint({ Aliases: ['myhost', 'web', SHORT, 'myhost'] }) };
      t.deepEqual(recreate({ hostConfig, config, networks: own }).endpoints['front'], { Aliases: ['myhost', 'web'] });
      const foreign = { front: endpoint({ Aliases: ['0123456789ab'] }) };
      t.deepEqual(recreate({ hostConfig, networks: foreign }).endpoints['front'], { Aliases: ['0123456789ab'] });
      t.deepEqual(recreate({ networks: { bridge: endpoint({ Aliases: ['x'] }) } }).endpoints, {});
      const host = recreate({ hostConfig: { NetworkMode: 'host' }, networks: { host: endpoint({ Aliases: ['x'] }) } });
      t.deepEqual(host.endpoints, {});
    },
  },
  {
    point: 29,
    what: 'static addresses come from IPAMConfig, never from those at run time',
    check: (t) => {
      const IPAMConfig = { IPv4Address: '10.0.0.7', IPv6Address: 'fd00::7', LinkLocalIPs: ['169.254.1.1'] };
      const fixed = { front: endpoint({ IPAMConfig, IPAddress: '10.0.0.7' }) };
      t.deepEqual(recreate({ hostConfig, networks: fixed }).endpoints['front'], { IPAMConfig });
      const dynamic = { front: endpoint({ IPAMConfig: {}, IPAddress: '10.0.0.9', GlobalIPv6Address: 'fd00::9' }) };
      t.deepEqual(recreate({ hostConfig, networks: dynamic }).endpoints['front'], {});
    },
  },
  {
    point: 30,
    what: "a MAC address of the user's is kept where the API wants it, one that the engine made goes",
    check: (t) => {
      const made = endpoint({ IPAddress: '10.63.1.2', MacAddress: '02:42:0a:3f:01:02' });
      const MacAddress = '02:42:aa:bb:cc:01';
      t.is(recreate({ hostConfig, networks: { front: made } }).config['MacAddress'], undefined);
      const old = recreate({ hostConfig, config: { MacAddress }, networks: { front: made } });
      t.deepEqual([old.config['MacAddress'], old.endpoints['front']], [MacAddress, {}]);
      const networks = { front: endpoint({ MacAddress, IPAddress: '10.1.1.1' }), back: made };
      const now = recreate({ hostConfig, config: { MacAddress }, networks, engine: CURRENT });
      t.deepEqual([now.config['MacAddress'], now.endpoints], [undefined, { front: { MacAddress }, back: {} }]);
      const engine = { apiVersion: '1.44' };
      const frozen = recreate({
        hostConfig,
        config: { MacAddress: made['MacAddress'] },
        networks: { front: made },
        engine,
      });
      t.deepEqual(frozen.endpoints['front'], {}, 'Docker 25 shows its own as the user’s');
      const random = { front: endpoint(), back: endpoint({ MacAddress: '76:10:cd:e3:ca:8f', IPAddress: '10.1.1.2' }) };
      const unknown = recreate({ hostConfig, networks: random, engine: CURRENT });
      t.deepEqual(unknown.endpoints['back'], {});
      t.true(unknown.plan.notes.some((note) => note.includes('MAC address on network back')));
      const bought = { front: endpoint(), back: endpoint({ MacAddress: '00:16:3e:00:00:01' }) };
      const kept = recreate({ hostConfig, networks: bought, engine: CURRENT }).endpoints['back'];
      t.deepEqual(kept, { MacAddress: '00:16:3e:00:00:01' });
      const unstarted = recreate({ hostConfig, networks: random, engine: CURRENT, state: 'created' }).endpoints['back'];
      t.deepEqual(unstarted, { MacAddress: '76:10:cd:e3:ca:8f' }, 'before the first start it can only be the user’s');
    },
  },
  {
    point: 31,
    what: 'DriverOpts, GwPriority and links of an endpoint',
    check: (t) => {
      const set = { Links: ['db:database'], DriverOpts: { 'com.docker.network.endpoint.ifname': 'x0' }, GwPriority: 7 };
      const { endpoints } = recreate({ hostConfig, networks: { front: endpoint(set) }, engine: CURRENT });
      t.deepEqual(endpoints['front'], set);
    },
  },
  {
    point: 32,
    what: 'a static address is asked for as such; freeing the old endpoint first is the swap’s business',
    check: (t) => {
      const networks = { front: endpoint(), back: endpoint({ IPAMConfig: { IPv4Address: '10.2.0.5' } }) };
      t.deepEqual(recreate({ hostConfig, networks }).plan.connect, [
        { network: 'back', endpoint: { IPAMConfig: { IPv4Address: '10.2.0.5' } } },
      ]);
    },
  },
  {
    point: 33,
    what: 'below API 1.44 one network at the creation and the rest by connect, from it on all at the creation',
    check: (t) => {
      const networks = { front: endpoint(), back: endpoint({ Aliases: ['b'] }), third: endpoint() };
      const at = (apiVersion: string) => recreate({ hostConfig, networks, engine: { apiVersion } });
      t.deepEqual(Object.keys(at('1.43').endpoints), ['front']);
      t.deepEqual(at('1.43').plan.connect, [
        { network: 'back', endpoint: { Aliases: ['b'] } },
        { network: 'third', endpoint: {} },
      ]);
      t.deepEqual(at('1.44').endpoints, { front: {}, back: { Aliases: ['b'] }, third: {} });
      t.deepEqual(at('1.44').plan.connect, []);
      const podman = recreate({ hostConfig: { NetworkMode: 'bridge' }, networks, engine: PODMAN });
      t.deepEqual([Object.keys(podman.endpoints), podman.host['NetworkMode']], [['front', 'back', 'third'], 'bridge']);
    },
  },
  {
    point: 34,
    what: 'ports: fixed, random, of one address, UDP, and all that are exposed; the binding, not what was allocated',
    check: (t) => {
      const PortBindings = {
        '80/tcp': [
          { HostIp: '', HostPort: '8080' },
          { HostIp: '127.0.0.1', HostPort: '8081' },
        ],
        '81/tcp': [{ HostIp: '', HostPort: '' }],
        '53/udp': [{ HostIp: '', HostPort: '5300-5310' }],
        '9/sctp': [],
      };
      const top = { NetworkSettings: { Ports: { '81/tcp': [{ HostIp: '0.0.0.0', HostPort: '32768' }] } } };
      const { host } = recreate({ hostConfig: { PortBindings, PublishAllPorts: true }, top });
      t.deepEqual([host['PortBindings'], host['PublishAllPorts']], [PortBindings, true]);
      const podman = recreate({ hostConfig: { PortBindings: { '80/tcp': null } }, engine: PODMAN });
      t.is(podman.host['PortBindings'], undefined);
    },
  },
  {
    point: 35,
    what: "none, host and another container's network, ipc and pid; the owner's successor where it has one",
    check: (t) => {
      for (const NetworkMode of ['none', 'host'])
        t.is(recreate({ hostConfig: { NetworkMode }, networks: {} }).host['NetworkMode'], NetworkMode);
      const mode = `container:${OTHER_ID}`;
      const shared = { NetworkMode: mode, IpcMode: mode, PidMode: mode };
      const { host } = recreate({ hostConfig: shared, networks: {} });
      t.deepEqual([host['NetworkMode'], host['IpcMode'], host['PidMode']], [mode, mode, mode]);
      const moved = recreate({ hostConfig: shared, networks: {}, request: { renames: { [OTHER_ID]: 'new-id' } } }).host;
      for (const field of ['NetworkMode', 'IpcMode', 'PidMode']) t.is(moved[field], 'container:new-id');
      const byShort = recreate({
        hostConfig: { NetworkMode: `container:${OTHER_ID.slice(0, 12)}` },
        networks: {},
        request: { renames: { [OTHER_ID]: 'new-id' } },
      });
      t.is(byShort.host['NetworkMode'], 'container:new-id');
    },
  },
  {
    point: 36,
    what: 'DNS servers, options, search domains, extra hosts; none of them beside a shared network',
    check: (t) => {
      const dns = { Dns: ['9.9.9.9'], DnsOptions: ['ndots:2'], DnsSearch: ['s.test'], ExtraHosts: ['h:host-gateway'] };
      const { host } = recreate({ hostConfig: dns });
      for (const [field, value] of Object.entries(dns)) t.deepEqual(host[field], value);
      const all = { ...dns, Links: ['/a:/b/c'], PortBindings: { '1/tcp': [{ HostPort: '1' }] }, PublishAllPorts: true };
      const shared = recreate({
        config: { Hostname: 'owner', Domainname: 'd', MacAddress: '02:00:00:00:00:01', ExposedPorts: { '1/tcp': {} } },
        hostConfig: { ...all, NetworkMode: `container:${OTHER_ID}` },
        networks: {},
      });
      t.deepEqual(shared.host, { NetworkMode: `container:${OTHER_ID}` });
      for (const field of ['Hostname', 'Domainname', 'MacAddress', 'ExposedPorts'])
        t.false(field in shared.config, field);
    },
  },
  {
    point: 37,
    what: 'legacy links lose the name of the container, and follow their target',
    check: (t) => {
      const Links = ['/db:/web/database', `/${OTHER_ID}:/web/cache`];
      t.deepEqual(recreate({ hostConfig: { Links } }).host['Links'], ['db:database', `${OTHER_ID}:cache`]);
      const { host } = recreate({ hostConfig: { Links }, request: { renames: { db: 'new-id', [ID]: 'x' } } });
      t.deepEqual(host['Links'], ['new-id:database', `${OTHER_ID}:cache`]);
      // Only links are told by name: what the user named otherwise keeps that name.
      const named = { hostConfig: { Links, VolumesFrom: ['db'] }, request: { renamedNames: { db: 'new-id' } } };
      t.deepEqual(recreate(named).host['Links'], ['new-id:database', `${OTHER_ID}:cache`]);
      t.deepEqual(recreate(named).host['VolumesFrom'], ['db']);
      const newLenders = { db: { id: 'new-id', paths: ['/new'] } };
      const lent = { hostConfig: { VolumesFrom: ['db:ro', 'web'] }, request: { newLenders } };
      t.deepEqual(recreate(lent).host['VolumesFrom'], ['new-id:ro', 'web']);
    },
  },
];
