import { readList, readRecord, readText, readTexts } from '../../../src/platform/engines/engine-json.js';
import type { EngineObject } from '../../../src/platform/engines/engine.js';
import { makeContainer, type Recreated, type RecreationCase, type Request, update } from './recreation-case.js';

type Settings = Readonly<Record<string, unknown>>;

const MADE_NAME = /^[0-9a-f]{64}$/;
const MADE_NAMES = /[0-9a-f]{64}/g;

/** A volume that nobody named is the same as any other such. */
const nameVolume = (name: unknown): string => (MADE_NAME.test(readText(name)) ? 'made' : readText(name));

function readMounts(container: EngineObject): Settings {
  const mounts = readList(container['Mounts']).map(readRecord);
  return Object.fromEntries(
    mounts.map(
      ({ Type: type, Name: name, Source: source, Destination: target, RW: writable, Propagation: propagation }) => [
        readText(target),
        { type, from: type === 'bind' ? source : type === 'volume' ? nameVolume(name) : '', writable, propagation },
      ],
    ),
  );
}

/** Of one that was carried over by its name, and of the same in the request without one. */
const isMade = (mount: unknown): boolean => {
  const { Type: type, Source: source } = readRecord(mount);
  return type === 'volume' && ['', 'made'].includes(nameVolume(source));
};

function readHost(container: EngineObject, isPodman: boolean): Settings {
  const { Binds, Mounts, NetworkMode, Tmpfs, RestartPolicy, PortBindings, ...rest } = readRecord(
    container['HostConfig'],
  );
  const { Name: policy, MaximumRetryCount: retries } = readRecord(RestartPolicy);
  const ports = isPodman ? withoutPorts(PortBindings) : PortBindings;
  return {
    ...rest,
    Tmpfs,
    PortBindings: ports,
    RestartPolicy: [readText(policy) || 'no', retries],
    NetworkMode: readText(NetworkMode).replace('default', 'bridge'),
    Binds: readTexts(Binds)
      .map((bind) => bind.replaceAll(MADE_NAMES, 'made'))
      .filter((bind) => isPodman || !bind.startsWith('made:'))
      .sort(),
    Mounts: readList(Mounts).filter((mount) => !isMade(mount)),
  };
}

/** Podman draws a random port once and shows it as if it were asked for. */
const withoutPorts = (bindings: unknown): Settings =>
  Object.fromEntries(
    Object.entries(readRecord(bindings)).map(([port, all]) => [
      port,
      readList(all).map((one) => readRecord(one)['HostIp']),
    ]),
  );

/** With its own ids as words, so that they are sorted alike. */
const sortNames = (names: unknown, id: string): readonly string[] =>
  readTexts(names)
    .map((name) => (name === id.slice(0, 12) ? 'SHORT' : name))
    .toSorted();

function readNetworks(container: EngineObject, hasOwnMac: boolean): Settings {
  const id = String(container['Id']);
  const networks = Object.entries(readRecord(readRecord(container['NetworkSettings'])['Networks']));
  return Object.fromEntries(
    networks.map(([name, endpoint]) => {
      const { Aliases, IPAMConfig, Links, DriverOpts, GwPriority, MacAddress, DNSNames } = readRecord(endpoint);
      const mac = hasOwnMac ? MacAddress : undefined;
      const names = [Aliases, DNSNames].map((all) => sortNames(all, id));
      return [name, { names, IPAMConfig, Links, DriverOpts, GwPriority, mac }];
    }),
  );
}

/** All that inspect says of a container's settings, without ids and what comes from them. */
export function readSettings(container: EngineObject, options: { isPodman: boolean; hasOwnMac?: boolean }): Settings {
  const { Env, Hostname, Labels, ...config } = readRecord(container['Config']);
  const { isPodman, hasOwnMac = false } = options;
  const [id, short] = [String(container['Id']), String(container['Id']).slice(0, 12)];
  const entries = isPodman ? readTexts(Env).toSorted() : Env;
  const settings = {
    name: container['Name'],
    image: container['Image'],
    config: { ...config, Env: entries, Hostname, Labels },
    host: readHost(container, isPodman),
    mounts: readMounts(container),
    networks: readNetworks(container, hasOwnMac),
    appArmor: container['AppArmorProfile'],
  };
  return JSON.parse(JSON.stringify(settings).replaceAll(id, 'ID').replaceAll(short, 'SHORT')) as Settings;
}

export interface Judged extends Recreated {
  /** Settings of the container that the user would have made of the new image. */
  readonly reference: EngineObject;
}

/**
 * Updates a container, then makes in its place the one that the user would have made of the new image, and demands
 * that inspect says the same of both.
 */
export async function updateLikeUser(
  at: RecreationCase,
  asked: Request & { readonly hasOwnMac?: boolean },
): Promise<Judged> {
  const { t, engine } = at;
  const recreated = await update(at, asked);
  const isPodman = at.host.kind === 'podman';
  const options = { isPodman, hasOwnMac: asked.hasOwnMac ?? false };
  await engine.removeContainer(recreated.id, { force: true });
  const id = await makeContainer(at, asked);
  const reference = await engine.inspectContainer(id);
  await engine.removeContainer(id, { force: true });
  t.deepEqual(readSettings(recreated.container, options), readSettings(reference, options));
  return { ...recreated, reference };
}
