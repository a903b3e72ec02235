import { readList, readRecord, readText, readTexts } from '../../../src/platform/engines/engine-json.js';
import { waitUntil } from '../../helpers/wait-until.js';
import { postToEngine } from '../../helpers/post-to-engine.js';
import {
  addNetwork,
  anyImage,
  drawPort,
  type RecreationCase,
  recreateFrom,
  RUN,
  type Scenarios,
  update,
} from './recreation-case.js';
import { updateLikeUser } from './recreation-reference.js';

const endpointsOf = (container: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> =>
  readRecord(readRecord(container['NetworkSettings'])['Networks']);
const endpointOf = (container: Readonly<Record<string, unknown>>, network: string) =>
  readRecord(endpointsOf(container)[network]);

/** An owner that others share with, and that is recreated before them. */
async function makeOwner(
  at: RecreationCase,
): Promise<{ readonly id: string; readonly image: string; readonly at: RecreationCase }> {
  const owner = { ...at, name: `${at.name}-owner` };
  const { id } = await update(owner, { body: { HostConfig: { IpcMode: 'shareable' } } });
  return { id, image: `test.local/${owner.name}:old`, at: owner };
}

/** Points 27 to 40. */
export const NETWORK_SCENARIOS: Scenarios = {
  'several networks stay, with aliases, fixed addresses and the hostname; and the names work after the rename': {
    points: [27, 28, 29, 32, 33, 38, 39, 40],
    run: async (at) => {
      const [front, back] = [`${at.name}-front`, `${at.name}-back`];
      await addNetwork(at, front, 201);
      await addNetwork(at, back, 202);
      // From the beginning: Podman's resolver ends with a network's last container, and may be ending still when the next starts.
      const asker = await at.engine.createContainer({
        name: `${at.name}-asker`,
        body: { Image: await anyImage(at), Cmd: RUN, HostConfig: { NetworkMode: back } },
      });
      await at.engine.startContainer(asker.id);
      const podman = at.host.kind === 'podman';
      const address = (third: number) => (podman ? {} : { IPAMConfig: { IPv4Address: `${at.net}.${third}.77` } });
      const body = {
        Hostname: 'myhost',
        Domainname: 'd.test',
        HostConfig: { NetworkMode: front },
        NetworkingConfig: { EndpointsConfig: { [front]: { Aliases: ['web', 'www'], ...address(201) } } },
      };
      const connect = [{ network: back, endpoint: { Aliases: ['behind'], ...address(202) } }];
      const { container, plan } = await updateLikeUser(at, { body, connect });
      at.t.deepEqual(Object.keys(endpointsOf(container)).toSorted(), [back, front]);
      if (!podman) at.t.is(endpointOf(container, back)['IPAddress'], `${at.net}.202.77`);
      at.t.true(plan.notes.some((note) => note.includes('renamed afterwards')));
      const { id } = await update({ ...at, name: `${at.name}-b` }, { body, connect });
      const knows = async (name: string): Promise<boolean> =>
        /Name:.*\n.*Address.*: 10\./.test((await at.engine.exec(asker.id, lookUp(name))).stdout);
      // Podman's resolver needs a moment for a container that has just started.
      for (const name of [`${at.name}-b`, 'behind']) await waitUntil(() => knows(name));
      at.t.false(await knows(`${at.name}-b.mw-0a1b2c3d`));
      await at.engine.removeContainer(id, { force: true });
    },
  },
  'a network that is named by its id stays so': {
    points: [27],
    run: async (at) => {
      const network = `${at.name}-n`;
      await addNetwork(at, network, 203);
      const id = readText((await at.engine.inspectNetwork(network))['Id']);
      const podman = at.host.kind === 'podman';
      const body = {
        HostConfig: { NetworkMode: podman ? network : id },
        NetworkingConfig: { EndpointsConfig: { [podman ? network : id]: { Aliases: ['x'] } } },
      };
      const { container } = await updateLikeUser(at, { body });
      at.t.true(readTexts(endpointOf(container, network)['Aliases']).includes('x'));
    },
  },
  'a second network beside the default one stays': {
    points: [27, 28],
    not: { podman: 'a container that is on the default network as well cannot be told from one that is not' },
    run: async (at) => {
      const network = `${at.name}-n`;
      await addNetwork(at, network, 204);
      const { container } = await updateLikeUser(at, { connect: [{ network, endpoint: { Aliases: ['x'] } }] });
      at.t.deepEqual(Object.keys(endpointsOf(container)).toSorted(), ['bridge', network]);
    },
  },
  'a MAC address of the user’s stays, an engine’s goes': {
    points: [30],
    run: async (at) => {
      const network = `${at.name}-n`;
      await addNetwork(at, network, 205);
      const MacAddress = '02:42:aa:bb:cc:01';
      const isOld = at.host.kind === 'debian';
      const endpoint = isOld ? {} : { MacAddress };
      const body = {
        HostConfig: { NetworkMode: network },
        NetworkingConfig: { EndpointsConfig: { [network]: endpoint } },
        ...(isOld ? { MacAddress } : {}),
      };
      const { container } = await updateLikeUser(at, { body, hasOwnMac: true });
      at.t.is(endpointOf(container, network)['MacAddress'], MacAddress);
      const made = await update({ ...at, name: `${at.name}-made` }, { body: { HostConfig: { NetworkMode: network } } });
      const sent = JSON.stringify(made.plan.create.body);
      at.t.notRegex(sent, /MacAddress/);
    },
  },
  'a MAC address on a second network stays as well': {
    points: [30, 33],
    not: { debian: 'came with API 1.44', podman: 'connects without it' },
    run: async (at) => {
      const [front, back] = [`${at.name}-front`, `${at.name}-back`];
      await addNetwork(at, front, 206);
      await addNetwork(at, back, 207);
      const EndpointsConfig = { [front]: {}, [back]: { MacAddress: '02:42:aa:bb:cc:02' } };
      const body = { HostConfig: { NetworkMode: front }, NetworkingConfig: { EndpointsConfig } };
      const { container } = await update(at, { body });
      at.t.is(endpointOf(container, back)['MacAddress'], '02:42:aa:bb:cc:02');
    },
  },
  'driver options, links and the priority of an endpoint stay': {
    points: [31],
    not: { podman: 'shows none of them' },
    run: async (at) => {
      const network = `${at.name}-n`;
      await addNetwork(at, network, 208);
      const other = await at.engine.createContainer({
        name: `${at.name}-db`,
        body: { Image: await anyImage(at), Cmd: RUN, HostConfig: { NetworkMode: network } },
      });
      await at.engine.startContainer(other.id);
      const priority = at.host.kind === 'current' ? { GwPriority: 5 } : {};
      const endpoint = { Links: [`${at.name}-db:database`], DriverOpts: { 'com.example.option': '1' }, ...priority };
      const body = {
        HostConfig: { NetworkMode: network },
        NetworkingConfig: { EndpointsConfig: { [network]: endpoint } },
      };
      const { container } = await updateLikeUser(at, { body });
      at.t.deepEqual(endpointOf(container, network)['Links'], [`${at.name}-db:database`]);
    },
  },
  'ports stay: fixed, of one address, random, UDP': {
    points: [34, 15],
    run: async (at) => {
      const [tcp, udp] = [String(await drawPort()), String(await drawPort())];
      const PortBindings = {
        '80/tcp': [{ HostIp: '127.0.0.1', HostPort: tcp }],
        '81/tcp': [{ HostIp: '127.0.0.1', HostPort: '' }],
        '53/udp': [{ HostIp: '127.0.0.1', HostPort: udp }],
      };
      const ExposedPorts = { '80/tcp': {}, '81/tcp': {}, '53/udp': {} };
      const { container } = await updateLikeUser(at, { body: { ExposedPorts, HostConfig: { PortBindings } } });
      const ports = readRecord(readRecord(container['NetworkSettings'])['Ports']);
      at.t.is(readRecord(readList(ports['80/tcp'])[0])['HostPort'], tcp);
      at.t.not(readRecord(readList(ports['81/tcp'])[0])['HostPort'] ?? '', '');
    },
  },
  'publishing all ports that are exposed follows the new image': {
    points: [34],
    not: { podman: 'writes the ports it has drawn down as if they were asked for' },
    run: async (at) => {
      const images = {
        oldImage: { ExposedPorts: { '80/tcp': {} } },
        newImage: { ExposedPorts: { '80/tcp': {}, '90/tcp': {} } },
      };
      const { container } = await updateLikeUser(at, { body: { HostConfig: { PublishAllPorts: true } }, ...images });
      const ports = readRecord(readRecord(container['NetworkSettings'])['Ports']);
      at.t.deepEqual(Object.keys(ports).toSorted(), ['80/tcp', '90/tcp']);
    },
  },
  'the host’s network and none stay': {
    points: [35, 39],
    run: async (at) => {
      for (const NetworkMode of ['host', 'none']) await updateLikeUser(at, { body: { HostConfig: { NetworkMode } } });
    },
  },
  'who shares network, ipc and pid of another container follows its successor': {
    points: [35, 41],
    run: async (at) => {
      const owner = await makeOwner(at);
      const mode = `container:${owner.id}`;
      const Networks = { NetworkMode: mode, IpcMode: mode, PidMode: mode };
      const { id, plan } = await update(at, {
        body: { HostConfig: Networks },
        oldImage: { ExposedPorts: { '80/tcp': {} } },
      });
      for (const field of ['Hostname', 'ExposedPorts']) at.t.false(field in plan.create.body, field);
      const seen = await at.engine.inspectContainer(id);
      const old = { id: owner.id, newImage: owner.image, renames: {}, runId: null, keepOld: true };
      const successor = await recreateFrom(owner.at, old);
      const renames = { [owner.id]: successor.id };
      const next = await recreateFrom(at, { id, newImage: `test.local/${at.name}:old`, renames, runId: null, seen });
      const host = readRecord(next.container['HostConfig']);
      at.t.is(host['NetworkMode'], `container:${successor.id}`);
      if (at.host.kind !== 'podman') at.t.is(host['PidMode'], `container:${successor.id}`);
      at.t.is(readRecord(next.container['State'])['Running'], true);
      await at.engine.removeContainer(owner.id);
    },
  },
  'resolvers, search domains and hosts stay': {
    points: [36],
    run: async (at) => {
      const Dns = { Dns: ['9.9.9.9'], DnsSearch: ['s.test'], ExtraHosts: ['h:192.0.2.9'] };
      const options = at.host.kind === 'podman' ? {} : { DnsOptions: ['ndots:2'] };
      await updateLikeUser(at, { body: { HostConfig: { ...Dns, ...options } } });
    },
  },
  'legacy links stay, under the names they had': {
    points: [37],
    not: { podman: 'has none' },
    run: async (at) => {
      const target = await at.engine.createContainer({
        name: `${at.name}-db`,
        body: { Image: await anyImage(at), Cmd: RUN, HostConfig: {} },
      });
      await at.engine.startContainer(target.id);
      const { container } = await updateLikeUser(at, { body: { HostConfig: { Links: [`${at.name}-db:database`] } } });
      at.t.deepEqual(readRecord(container['HostConfig'])['Links'], [`/${at.name}-db:/${at.name}/database`]);
    },
  },
  'a verbatim copy of what shares a network is refused; what is planned is not': {
    points: [35],
    not: { podman: 'takes what it then ignores' },
    run: async (at) => {
      const owner = await makeOwner(at);
      const HostConfig = { NetworkMode: `container:${owner.id}` };
      await update(at, { body: { HostConfig } });
      const image = await anyImage(at);
      for (const conflict of [{ Hostname: 'x' }, { ExposedPorts: { '80/tcp': {} } }])
        await at.t.throwsAsync(
          postToEngine(at.host, `/containers/create?name=${at.name}-x`, { Image: image, HostConfig, ...conflict }),
          { message: /400/ },
        );
      const uts = { Image: image, Hostname: 'x', HostConfig: { UTSMode: 'host' } };
      await at.t.throwsAsync(postToEngine(at.host, `/containers/create?name=${at.name}-y`, uts), { message: /400/ });
    },
  },
  'a hostname that nobody set is made anew': {
    points: [39],
    run: async (at) => {
      const { container, id } = await update(at, {});
      at.t.is(readRecord(container['Config'])['Hostname'], id.slice(0, 12));
      at.t.is(
        (await at.engine.exec(id, { argv: ['hostname'], timeoutMs: 9_000, maxOutputBytes: 99 })).stdout.trim(),
        id.slice(0, 12),
      );
    },
  },
};

const lookUp = (name: string) => ({
  argv: ['sh', '-c', `nslookup ${name} 2>&1; true`],
  timeoutMs: 20_000,
  maxOutputBytes: 10_000,
});
