import { type EngineJson, isEmpty, readList, readRecord, readText, readTexts } from './engine-json.js';
import { readEnvironment } from './environment.js';
import { mergeImage } from './merge-image.js';
import { findPrimary, hasOwnNetworks, pickAliases } from './networks.js';
import { CONFIG_FORMS, HOST_FORMS, normalise } from './normal-forms.js';
import type { PlannedRecreation } from './recreation.js';
import { cleanPath, targetOfBind } from './storage.js';
import { ownerOf, type Subject } from './subject.js';
import { groupEntries } from './three-way.js';

/** Path as in inspect → value in its normal form. */
export type View = ReadonlyMap<string, unknown>;

interface Unseen {
  readonly field: string;
  readonly reason: string;
  readonly holds: (subject: Subject, sent: EngineJson) => boolean;
}

const always = (): boolean => true;

/** Differences in `Config` that engines make by themselves. */
const UNSEEN_CONFIG: readonly Unseen[] = [
  { field: 'Env', reason: 'by name, below', holds: always },
  { field: 'Labels', reason: 'by name, below', holds: always },
  { field: 'MacAddress', reason: 'with its network, below', holds: always },
  { field: 'Shell', reason: "the image's, for builds", holds: always },
  { field: 'OnBuild', reason: "the image's, for builds", holds: always },
  { field: 'ArgsEscaped', reason: "an image's word about itself", holds: always },
  { field: 'CreateCommand', reason: 'how Podman was called', holds: always },
  { field: 'Hostname', reason: 'generated', holds: (_subject, sent) => isEmpty(sent['Hostname']) },
  { field: 'Domainname', reason: "the owner's", holds: (_subject, sent) => isEmpty(sent['Domainname']) },
  { field: 'Volumes', reason: 'Podman does not show them', holds: ({ isPodman }) => isPodman },
  { field: 'ExposedPorts', reason: 'Podman shows published ones only now and then', holds: ({ isPodman }) => isPodman },
  {
    field: 'WorkingDir',
    reason: 'Podman fills in the root directory',
    holds: ({ isPodman, newConfig }, sent) =>
      isPodman && isEmpty(sent['WorkingDir']) && isEmpty(newConfig['WorkingDir']),
  },
  {
    field: 'StopSignal',
    reason: 'Podman fills in SIGTERM',
    holds: ({ isPodman, newConfig }, sent) =>
      isPodman && isEmpty(sent['StopSignal']) && isEmpty(newConfig['StopSignal']),
  },
  {
    field: 'Healthcheck',
    reason: 'Podman fills in times and does not say what the image has',
    holds: ({ isPodman }, sent) => isPodman && isEmpty(sent['Healthcheck']),
  },
];

/** The same of `HostConfig`. */
const UNSEEN_HOST: readonly Unseen[] = [
  { field: 'Mounts', reason: 'Podman shows them among the binds', holds: ({ isPodman }) => isPodman },
  {
    field: 'MaskedPaths',
    reason: "the engine's own list",
    holds: (_subject, sent) => sent['MaskedPaths'] === undefined,
  },
  {
    field: 'ReadonlyPaths',
    reason: "the engine's own list",
    holds: (_subject, sent) => sent['ReadonlyPaths'] === undefined,
  },
  {
    field: 'Runtime',
    reason: 'Docker 20.10 writes its default at the start',
    holds: ({ hostConfig }) => isEmpty(hostConfig['Runtime']),
  },
];

/** What a plan changes on purpose: expected as it was sent. */
const CHANGED_ON_PURPOSE: ReadonlySet<string> = new Set([
  'NetworkMode',
  'VolumesFrom',
  'Links',
  'Binds',
  'Mounts',
  'MemorySwappiness',
  'RestartPolicy',
]);
const NAMESPACE_MODES: ReadonlySet<string> = new Set(['NetworkMode', 'IpcMode', 'PidMode']);

function hides(rows: readonly Unseen[], field: string, at: { subject: Subject; sent: EngineJson }): boolean {
  return rows.some((row) => row.field === field && row.holds(at.subject, at.sent));
}

interface ViewInput {
  readonly subject: Subject;
  /** The create body. */
  readonly sent: EngineJson;
  readonly config: EngineJson;
  readonly environment: readonly string[];
}

function* viewConfig({ subject, sent, config, environment }: ViewInput): Iterable<[string, unknown]> {
  for (const [field, value] of Object.entries(config))
    if (!hides(UNSEEN_CONFIG, field, { subject, sent }))
      yield [`Config.${field}`, normalise(CONFIG_FORMS, field, value)];
  for (const [name, entries] of groupEntries(environment)) yield [`Config.Env.${name}`, entries.join('\n')];
  for (const [name, value] of Object.entries(readRecord(config['Labels']))) yield [`Config.Labels.${name}`, value];
}

function* viewHostConfig(subject: Subject, sent: EngineJson, hostConfig: EngineJson): Iterable<[string, unknown]> {
  for (const [field, value] of Object.entries(hostConfig)) {
    if (hides(UNSEEN_HOST, field, { subject, sent })) continue;
    // A name becomes an id; which one is the engine's to look up.
    const isShared = NAMESPACE_MODES.has(field) && ownerOf(value) !== undefined;
    yield [`HostConfig.${field}`, isShared ? 'container:' : normalise(HOST_FORMS, field, value)];
  }
}

/** What is mounted where; nothing about volumes that the new images bring and the old container did not have. */
function* viewMounts(subject: Subject, mounts: readonly EngineJson[]): Iterable<[string, unknown]> {
  const had = new Set(subject.mounts.map((mount) => cleanPath(readText(mount['Destination']))));
  const lent = Object.values(subject.request.newLenders ?? {}).flatMap(({ paths }) => paths);
  const declared = new Set([...Object.keys(readRecord(subject.newConfig['Volumes'])).map(cleanPath), ...lent]);
  for (const mount of mounts) {
    const target = cleanPath(readText(mount['Destination']));
    if (declared.has(target) && !had.has(target)) continue;
    const { Type: type, Name: name, Source: source, RW: writable, Propagation: propagation, Driver: driver } = mount;
    const from = type === 'volume' ? { name } : type === 'bind' ? { source } : {};
    yield [`Mounts.${target}`, { type, ...from, writable, driver, propagation }];
  }
}

/** As it was sent, for the fields of an endpoint that inspect shows again. */
function viewEndpoint(endpoint: EngineJson, aliases: readonly string[]): EngineJson {
  const { IPAMConfig: addresses, Links: links, DriverOpts: options, GwPriority: priority } = endpoint;
  return {
    Aliases: [...aliases].sort(),
    IPAMConfig: addresses,
    Links: links,
    DriverOpts: options,
    GwPriority: priority,
  };
}

export function viewExpected(
  subject: Subject,
  intended: Pick<PlannedRecreation, 'create' | 'connect'>,
  pending: ReadonlySet<string>,
): View {
  const sent = intended.create.body;
  const sentHost = readRecord(sent['HostConfig']);
  const config = mergeImage(withoutParts(sent), subject.newConfig);
  const expectedHost = Object.fromEntries(
    [...new Set([...Object.keys(subject.hostConfig), ...Object.keys(sentHost)])].map((field) => [
      field,
      CHANGED_ON_PURPOSE.has(field) || field in sentHost ? sentHost[field] : subject.hostConfig[field],
    ]),
  );
  const given = readRecord(readRecord(sent['NetworkingConfig'])['EndpointsConfig']);
  const primary = findPrimary(subject);
  const networks = Object.keys(subject.endpoints).flatMap((name): [string, unknown][] => {
    if (!hasOwnNetworks(subject) || pending.has(name)) return [];
    const sentEndpoint = readRecord(
      given[name] ??
        (name === primary ? given[subject.networkMode] : undefined) ??
        intended.connect.find(({ network }) => network === name)?.endpoint,
    );
    const mac = readText(sentEndpoint['MacAddress']) || (name === primary ? readText(sent['MacAddress']) : '');
    const aliases = pickAliases(subject, { Aliases: sentEndpoint['Aliases'] });
    return viewNetwork(name, viewEndpoint(sentEndpoint, aliases), mac);
  });
  return new Map<string, unknown>([
    ['Image', bareId(subject.request.newImage['Id'])],
    ...viewConfig({ subject, sent, config, environment: readTexts(config['Env']) }),
    ...viewHostConfig(subject, sentHost, expectedHost),
    ...viewMounts(subject, subject.mounts),
    ...networks,
  ]);
}

const bareId = (id: unknown): string => readText(id).replace(/^sha256:/, '');

function withoutParts(body: EngineJson): EngineJson {
  const { HostConfig: _host, NetworkingConfig: _networks, ...config } = body;
  return config;
}

function viewNetwork(name: string, endpoint: EngineJson, mac: string): [string, unknown][] {
  const path = `NetworkSettings.Networks.${name}`;
  const fields = Object.entries(endpoint).map(([field, value]): [string, unknown] => [`${path}.${field}`, value]);
  return [[path, 'connected'], ...fields, ...(mac === '' ? [] : [[`${path}.MacAddress`, mac] as [string, unknown]])];
}

/** The new container's inspect as a subject of its own, with the expectations of the old one. */
export function viewActual(
  expecting: Subject,
  actual: Subject,
  intended: Pick<PlannedRecreation, 'create'>,
  pending: ReadonlySet<string>,
): View {
  const sent = intended.create.body;
  const networks = Object.entries(actual.endpoints).flatMap(([name, endpoint]) =>
    hasOwnNetworks(expecting) && !pending.has(name)
      ? viewNetwork(name, viewEndpoint(endpoint, pickAliases(actual, endpoint)), readText(endpoint['MacAddress']))
      : [],
  );
  return new Map<string, unknown>([
    ['Image', bareId(actual.request.container['Image'])],
    ...viewConfig({ subject: expecting, sent, config: actual.config, environment: readEnvironment(actual) }),
    ...viewHostConfig(expecting, readRecord(sent['HostConfig']), dropDeclared(expecting, actual.hostConfig)),
    ...viewMounts(expecting, actual.mounts),
    ...networks,
  ]);
}

/** Podman lists a volume that the new image declares among the binds. */
function dropDeclared(expecting: Subject, hostConfig: EngineJson): EngineJson {
  if (!expecting.isPodman) return hostConfig;
  const had = new Set(expecting.mounts.map((mount) => cleanPath(readText(mount['Destination']))));
  const declared = new Set(Object.keys(readRecord(expecting.newConfig['Volumes'])).map(cleanPath));
  const binds = readList(hostConfig['Binds']).filter((bind) => {
    const target = targetOfBind(readText(bind));
    return had.has(target) || !declared.has(target);
  });
  return { ...hostConfig, Binds: binds };
}
