import { createHash } from 'node:crypto';
import {
  type EngineJson,
  isEmpty,
  readList,
  readRecord,
  readText,
  readTexts,
} from '../../../../src/domain/containers/recreation/engine-json.js';
import type { PlannedRecreation } from '../../../../src/domain/containers/recreation/recreation.js';

/** What a create body and an image become in Docker's inspect, as far as recreation reads it; made to be obvious. */
export function createPretend(
  plan: Pick<PlannedRecreation, 'create' | 'connect'>,
  image: EngineJson,
  seed: string,
): EngineJson {
  const { HostConfig, NetworkingConfig, ...own } = plan.create.body;
  const id = createHash('sha256').update(seed).digest('hex');
  const config = mergeByHand(own, readRecord(image['Config']));
  const host = readRecord(HostConfig);
  const mode = readText(host['NetworkMode']) || 'default';
  const shares = mode.startsWith('container:');
  const given = readRecord(readRecord(NetworkingConfig)['EndpointsConfig']);
  const networks: Record<string, EngineJson> = shares ? {} : { [mode === 'default' ? 'bridge' : mode]: {} };
  for (const [name, endpoint] of Object.entries(given)) networks[name] = readRecord(endpoint);
  for (const { network, endpoint } of plan.connect) networks[network] = endpoint;
  return {
    Id: id,
    Name: `/${plan.create.name}`,
    Image: image['Id'],
    State: { Status: 'running' },
    Config: { ...config, Hostname: readText(own['Hostname']) || id.slice(0, 12) },
    HostConfig: { ...host, NetworkMode: mode },
    Mounts: listMounts(readRecord(config['Volumes']), host, id),
    NetworkSettings: {
      Networks: Object.fromEntries(Object.entries(networks).map(([name, one]) => [name, connectByHand(name, one, id)])),
    },
  };
}

function connectByHand(name: string, endpoint: EngineJson, id: string): EngineJson {
  const aliases = name === 'bridge' ? null : [...readTexts(endpoint['Aliases']), id.slice(0, 12)];
  const { DriverOpts = null, IPAMConfig = null, Links = null } = endpoint;
  return {
    IPAMConfig,
    Links,
    DriverOpts,
    Aliases: aliases,
    NetworkID: `id-of-${name}`,
    MacAddress: '02:42:0a:00:00:02',
    IPAddress: '10.0.0.2',
  };
}

function mergeByHand(own: EngineJson, image: EngineJson): EngineJson {
  const entries = readTexts(own['Env']);
  const names = entries.map((entry) => entry.split('=')[0]);
  const merged: Record<string, unknown> = {
    ...image,
    ...own,
    Env: [...entries, ...readTexts(image['Env']).filter((entry) => !names.includes(entry.split('=')[0]))],
    Labels: { ...readRecord(image['Labels']), ...readRecord(own['Labels']) },
    Volumes: { ...readRecord(image['Volumes']), ...readRecord(own['Volumes']) },
    ExposedPorts: { ...readRecord(image['ExposedPorts']), ...readRecord(own['ExposedPorts']) },
    Healthcheck: { ...readRecord(image['Healthcheck']), ...readRecord(own['Healthcheck']) },
  };
  if (isEmpty(own['Entrypoint'])) {
    merged['Entrypoint'] = image['Entrypoint'] ?? null;
    merged['Cmd'] = isEmpty(own['Cmd']) ? (image['Cmd'] ?? null) : own['Cmd'];
  } else merged['Cmd'] = own['Cmd'] ?? null;
  if (readTexts(merged['Entrypoint'])[0] === '') merged['Entrypoint'] = null;
  return merged;
}

function listMounts(volumes: EngineJson, host: EngineJson, id: string): readonly EngineJson[] {
  const mounts = new Map<string, EngineJson>();
  for (const bind of readTexts(host['Binds'])) {
    const [source = '', target = ''] = bind.split(':');
    const isVolume = !source.startsWith('/');
    mounts.set(target, {
      Type: isVolume ? 'volume' : 'bind',
      Name: source,
      Source: source,
      Destination: target,
      RW: true,
    });
  }
  for (const mount of readList(host['Mounts']).map(readRecord)) {
    const target = readText(mount['Target']);
    const name = readText(mount['Source']) || (mount['Type'] === 'volume' ? `made-${id}-${target}` : '');
    mounts.set(target, {
      Type: mount['Type'],
      Name: name,
      Source: name,
      Destination: target,
      RW: mount['ReadOnly'] !== true,
    });
  }
  for (const target of Object.keys(volumes))
    if (!mounts.has(target))
      mounts.set(target, {
        Type: 'volume',
        Name: `made-${id}-${target}`,
        Source: target,
        Destination: target,
        RW: true,
      });
  return [...mounts.values()];
}
