import { dropUndefined, type EngineJson, isEmpty, readList, readRecord, readText, readTexts } from './engine-json.js';
import { planMac } from './mac-address.js';
import { planMode } from './namespaces.js';
import type { ConnectRequest } from './recreation.js';
import { ownerOf, shortId, speaks, type Subject } from './subject.js';

export interface NetworkPlan {
  /** `HostConfig.NetworkMode`. */
  readonly mode: string;
  /** For the creation: by network. */
  readonly endpoints: Readonly<Record<string, EngineJson>>;
  readonly connect: readonly ConnectRequest[];
  /** What its mode brings along although it is on no network any more. */
  readonly disconnect: readonly string[];
  /** `Config.MacAddress`, where the API has no other place for it. */
  readonly macAddress?: string;
  readonly notes: readonly string[];
}

/** Modes without endpoints of their own. */
const PRIVATE_MODES: ReadonlySet<string> = new Set(['host', 'none']);
/** What the first network of an engine is called as a mode, and as a network. */
const DEFAULT_MODES: ReadonlySet<string> = new Set(['', 'default', 'bridge']);
const DEFAULT_NETWORKS: ReadonlySet<string> = new Set(['bridge', 'podman', 'default']);

/** The network of the mode: `default` means `bridge`, and a network may be named by its id or the beginning of one. */
export function findPrimary({ endpoints, networkMode, isPodman }: Subject): string | undefined {
  const names = Object.keys(endpoints);
  if (names.includes(networkMode)) return networkMode;
  const byId = names.find((name) => {
    const id = readText(endpoints[name]?.['NetworkID']);
    return id !== '' && networkMode !== '' && id.startsWith(networkMode);
  });
  if (byId !== undefined || !DEFAULT_MODES.has(networkMode)) return byId;
  // Podman says `bridge` of every network; which comes first is nowhere to be seen.
  return names.find((name) => DEFAULT_NETWORKS.has(name)) ?? (isPodman ? names[0] : undefined);
}

/** Whether its endpoints are another container's, the host's, or none. */
export const hasOwnNetworks = ({ networkMode }: Subject): boolean =>
  ownerOf(networkMode) === undefined && !PRIVATE_MODES.has(networkMode);

/**
 * Without what engines add: the container's own short id, and behind it (Docker to API 1.44) its hostname. An alias
 * that the user gave stands before them.
 */
export function pickAliases(subject: Subject, endpoint: EngineJson): readonly string[] {
  const aliases = readTexts(endpoint['Aliases']);
  const made = aliases.indexOf(shortId(subject.id));
  if (made === -1) return aliases;
  const hostname = readText(subject.config['Hostname']);
  return aliases.filter((alias, index) => alias !== aliases[made] && !(index > made && alias === hostname));
}

const IPAM_FIELDS = ['IPv4Address', 'IPv6Address'] as const;

/** What somebody fixed; never from the addresses at run time. */
function pickAddresses(endpoint: EngineJson): EngineJson | undefined {
  const given = readRecord(endpoint['IPAMConfig']);
  const fixed = IPAM_FIELDS.flatMap((field) => (readText(given[field]) === '' ? [] : [[field, given[field]]]));
  const linkLocal = readTexts(given['LinkLocalIPs']);
  const addresses = Object.fromEntries(linkLocal.length === 0 ? fixed : [...fixed, ['LinkLocalIPs', linkLocal]]);
  return isEmpty(addresses) ? undefined : addresses;
}

const keepFilled = (value: unknown): unknown => (isEmpty(value) ? undefined : value);

/** For the creation or a connect: what the user said about it. */
export function planEndpoint(subject: Subject, name: string, macAddress: string | undefined): EngineJson {
  const endpoint = subject.endpoints[name] ?? {};
  const common = { MacAddress: macAddress, DriverOpts: keepFilled(endpoint['DriverOpts']) };
  const priority = { GwPriority: keepFilled(endpoint['GwPriority']) };
  // An engine's first network knows neither names nor fixed addresses, and refuses them.
  if (DEFAULT_NETWORKS.has(name)) return dropUndefined({ ...common, ...priority });
  return dropUndefined({
    IPAMConfig: pickAddresses(endpoint),
    Links: keepFilled(readList(endpoint['Links'])),
    Aliases: keepFilled(pickAliases(subject, endpoint)),
    ...common,
    ...priority,
  });
}

interface PlannedEndpoint {
  readonly name: string;
  readonly isPrimary: boolean;
  readonly endpoint: EngineJson;
  readonly macAddress?: string | undefined;
  readonly untold: boolean;
}

/** From this API version on, a container is created with all its networks and with a MAC address for each. */
const MANY_NETWORKS = '1.44';

export function planNetworks(subject: Subject): NetworkPlan {
  const mode = planMode(subject.networkMode, subject);
  if (!hasOwnNetworks(subject)) return { mode, endpoints: {}, connect: [], disconnect: [], notes: [] };
  const allAtOnce = subject.isPodman || speaks(subject.engine, MANY_NETWORKS);
  const primary = findPrimary(subject) ?? Object.keys(subject.endpoints)[0];
  const planned = Object.keys(subject.endpoints).map((name): PlannedEndpoint => {
    const isPrimary = name === primary;
    const mac = planMac(subject, subject.endpoints[name] ?? {}, isPrimary);
    const endpoint = planEndpoint(subject, name, allAtOnce ? mac.address : undefined);
    return { name, isPrimary, endpoint, macAddress: mac.address, untold: mac.untold };
  });
  const first = planned.find(({ isPrimary }) => isPrimary);
  const others = planned.filter((one) => one !== first);
  const atCreation = allAtOnce ? planned : planned.slice(0, 0).concat(first ?? []);
  return {
    mode: findPrimary(subject) === undefined ? (primary ?? mode) : mode,
    endpoints: nameEndpoints(subject, atCreation),
    disconnect: listDisconnected(subject),
    connect: allAtOnce ? [] : others.map(({ name, endpoint }) => ({ network: name, endpoint })),
    ...(allAtOnce || first?.macAddress === undefined ? {} : { macAddress: first.macAddress }),
    notes: planned.filter(({ untold }) => untold).map(({ name }) => noteMac(name)),
  };
}

/** A container that somebody took off its only network still has it as its mode, and would be made with it. */
function listDisconnected({ endpoints, networkMode, config, isPodman }: Subject): readonly string[] {
  if (isPodman || config['NetworkDisabled'] === true || Object.keys(endpoints).length > 0) return [];
  return [DEFAULT_MODES.has(networkMode) ? 'bridge' : networkMode];
}

/** The primary one goes by its name in the mode, as the engine looks for it there; a plain default one is not named. */
function nameEndpoints(subject: Subject, planned: readonly PlannedEndpoint[]): Readonly<Record<string, EngineJson>> {
  const named = planned.map(({ name, isPrimary, endpoint }) => {
    const isOfMode = isPrimary && findPrimary(subject) === name && !subject.isPodman;
    const key = isOfMode && subject.networkMode !== '' ? subject.networkMode : name;
    return [key, endpoint] as const;
  });
  const isPlain =
    named.length === 1 &&
    named.every(([, endpoint]) => isEmpty(endpoint)) &&
    DEFAULT_NETWORKS.has(planned[0]?.name ?? '');
  return isPlain ? {} : Object.fromEntries(named);
}

const noteMac = (network: string): string =>
  `Whether the MAC address on network ${network} was set or made by the engine cannot be told while it runs: the new container gets another one there.`;
